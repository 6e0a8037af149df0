// Package keys finds out which value keys a chart understands: from its defaults, its schema and its templates.
package keys

import (
	"maps"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"

	"github.com/kalypsoServing/kalypso/config/charts"
)

// Discover returns the tree of the value keys that the chart understands.
func Discover(c *chart.Chart) (*charts.Key, error) {
	known := &charts.Key{}
	FromDefaults(known, c)
	plain := valued(known)
	if err := FromTemplates(known, c); err != nil {
		return nil, err
	}
	if istio(c) {
		FromFiles(known, c)
	}
	closed, err := FromSchema(known, c)
	if err != nil {
		return nil, err
	}
	opened := &opener{plain: plain, closed: closed}
	opened.settle(known, nil)
	istioKeys(known, c)
	return known, nil
}

// opener settles what the sources disagree about.
type opener struct {
	// plain are the places that hold a plain value in values.yaml.
	plain map[string]bool
	// closed are the places where the schema forbids unknown keys.
	closed [][]string
}

// settle closes what the schema closes, and opens a key that only the templates name: nothing tells what it takes.
func (o *opener) settle(k *charts.Key, at []string) {
	leaf := len(k.Children) == 0
	forbidden := slices.ContainsFunc(o.closed, func(p []string) bool { return slices.Equal(p, at) })
	switch {
	case len(at) == 0, forbidden:
		k.Open = false
	case o.plain[strings.Join(at, "\x00")]:
		k.Children = nil // a template that seems to look below a plain value was misread
	case leaf:
		k.Open = true
	}
	for _, name := range slices.Sorted(maps.Keys(k.Children)) {
		o.settle(k.Children[name], append(slices.Clone(at), name))
	}
}

// valued lists the leaves of the tree that are not open.
func valued(known *charts.Key) map[string]bool {
	plain := map[string]bool{}
	var descend func(*charts.Key, []string)
	descend = func(k *charts.Key, at []string) {
		if len(k.Children) == 0 && !k.Open {
			plain[strings.Join(at, "\x00")] = true
		}
		for name, child := range k.Children {
			descend(child, append(slices.Clone(at), name))
		}
	}
	descend(known, nil)
	return plain
}

// istio tells Istio's charts, which differ from all others: their defaults are not at the top.
func istio(c *chart.Chart) bool { return c.Values[IstioDefaults] != nil }

// istioKeys removes the keys that the templates of Istio's charts use among themselves, and repeats the top of istiod's
// values under "pilot", as the chart copies that key's content to the top.
func istioKeys(known *charts.Key, c *chart.Chart) {
	if !istio(c) {
		return
	}
	for _, internal := range []string{IstioDefaults, "_original", "defaults"} {
		delete(known.Children, internal)
	}
	// What `helm show values` prints stands below the name of the defaults, and has the same effect there.
	known.Children[IstioDefaults] = &charts.Key{Children: maps.Clone(known.Children)}
	for _, t := range c.Templates {
		if strings.HasSuffix(t.Name, "zzy_descope_legacy.yaml") {
			copied := &charts.Key{Children: maps.Clone(known.Children)}
			delete(copied.Children, "pilot")
			delete(copied.Children, IstioDefaults)
			known.Child("pilot").Merge(copied)
			known.Child("pilot").Open = false
		}
	}
}
