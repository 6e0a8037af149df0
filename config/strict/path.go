package strict

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/kalypsoServing/kalypso/config/nearest"
)

// Join appends a key to a path: a.b, or a["b.c"] where the key is not a plain word.
func Join(path, key string) string {
	switch {
	case key == "" || strings.ContainsAny(key, `.[]" `+"\t\n"):
		return path + "[" + strconv.Quote(key) + "]"
	case path == "" || strings.HasSuffix(path, ":") || strings.HasSuffix(path, " "):
		return path + key
	default:
		return path + "." + key
	}
}

// Under puts a path that is written already below another.
func Under(path, rest string) string {
	if strings.HasSuffix(path, " ") {
		return path + rest
	}
	return path + "." + rest
}

// Nulls lists the paths of all nulls in source, in a stable order.
func Nulls(path string, source any) []string {
	var found []string
	switch v := source.(type) {
	case nil:
		return []string{path}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found = append(found, Nulls(Join(path, key), v[key])...)
		}
	case []any:
		for i, item := range v {
			found = append(found, Nulls(fmt.Sprintf("%s[%d]", path, i), item)...)
		}
	}
	return found
}

// Describe says in words what a value is, for "found ..., want ...". Long text is cut.
func Describe(source any) string {
	const longest = 40
	switch v := source.(type) {
	case nil:
		return "null"
	case string:
		if letters := []rune(v); len(letters) > longest {
			v = string(letters[:longest]) + "..."
		}
		return "text " + strconv.Quote(v)
	case bool:
		return strconv.FormatBool(v)
	case map[string]any:
		return "a map"
	case []any:
		return "a list"
	case json.Number:
		return "number " + v.String()
	default:
		return fmt.Sprintf("number %v", v)
	}
}

// Hint is the tail of a message about an unknown name: the nearest known one, or all of them where none is near.
func Hint(name string, known []string) string {
	if hint := nearest.Hint(name, known); hint != "" || len(known) == 0 {
		return hint
	}
	return "; known are " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
}
