package kit

import (
	"fmt"
	"slices"
)

// Guard keeps a user's values from a place on which something outside of the chart relies.
type Guard struct {
	// Path is the place, from the root of the values.
	Path []string
	// But is the one value that changes nothing there; nil for none.
	But any
	// Why says what relies on it, and what to do instead.
	Why string
}

// At is a path.
func At(keys ...string) []string { return keys }

// Refused reports whether the values change what is guarded.
func (g Guard) Refused(values map[string]any) bool {
	found := Lookup(values, g.Path...)
	return found != nil && (g.But == nil || fmt.Sprint(found) != fmt.Sprint(g.But))
}

// Names guards what the names of a chart's Services are made of, below a path.
func Names(below ...string) []Guard {
	var all []Guard
	for _, key := range []string{"fullnameOverride", "nameOverride"} {
		all = append(all, Guard{At(append(slices.Clone(below), key)...), "", "others reach the Services by the names that the chart gives them: remove it"})
	}
	return all
}

// NoStore guards the switch of a store that a chart would bring along.
func NoStore() Guard {
	return Guard{At("minio", "enabled"), false, "the platform has one already, kalypso:components.minio: remove it"}
}

// Credentials guards keys that would hold, in a plain ConfigMap, what the program keeps in a Secret.
func Credentials(generation string, paths ...[]string) []Guard {
	var all []Guard
	for _, path := range paths {
		all = append(all, Guard{path, nil, "the program makes this credential and keeps it in a Secret, and here it would be written in clear or do " +
			"nothing: remove it; kalypso:generations." + generation + " makes a new one"})
	}
	return all
}

// S3 guards where a chart says which bucket it uses: the place of a map with these keys, in the chart's own words.
func S3(component string, place []string, credentials, store []string) []Guard {
	within := func(key string) []string { return append(slices.Clone(place), key) }
	var secret [][]string
	for _, key := range credentials {
		secret = append(secret, within(key))
	}
	all := Credentials(component, secret...)
	for _, key := range store {
		all = append(all, Guard{within(key), nil, "the program says which store it is, and gives its own credentials for that: set kalypso:objectStore instead"})
	}
	return all
}
