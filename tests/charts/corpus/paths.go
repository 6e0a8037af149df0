package main

import (
	"regexp"
	"strconv"
)

var step = regexp.MustCompile(`\["((?:[^"\\]|\\.)*)"\]|\[\d+\]|[^.\[\]]+`)

// split parts a path as strict.Join writes it; what follows an index is left out: a list is one value here.
func split(path string) []string {
	var keys []string
	for _, found := range step.FindAllStringSubmatch(path, -1) {
		switch {
		case found[1] != "":
			key, err := strconv.Unquote(`"` + found[1] + `"`)
			if err != nil {
				return keys
			}
			keys = append(keys, key)
		case found[0][0] == '[':
			return keys
		default:
			keys = append(keys, found[0])
		}
	}
	return keys
}

func set(values map[string]any, keys []string, value any) {
	for _, key := range keys[:len(keys)-1] {
		inner, isMap := values[key].(map[string]any)
		if !isMap {
			inner = map[string]any{}
			values[key] = inner
		}
		values = inner
	}
	values[keys[len(keys)-1]] = value
}

// remove deletes the value at a path, and reports whether it was there.
func remove(values map[string]any, keys []string) bool {
	if len(keys) == 0 {
		return false
	}
	for _, key := range keys[:len(keys)-1] {
		inner, isMap := values[key].(map[string]any)
		if !isMap {
			return false
		}
		values = inner
	}
	_, there := values[keys[len(keys)-1]]
	delete(values, keys[len(keys)-1])
	return there
}

// another is a value of the same kind that is not this one.
func another(value any) any {
	switch v := value.(type) {
	case string:
		return v + "x"
	case bool:
		return !v
	case int:
		return v + 1
	case int64:
		return v + 1
	case float64:
		return v + 1
	case []any:
		return []any{}
	}
	return value
}
