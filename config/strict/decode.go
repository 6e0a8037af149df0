// Package strict decodes what a person wrote (JSON or YAML, as plain maps, lists and scalars) into Go types, and reports
// every problem with its path, not only the first: unknown keys with the nearest known one, and wrong types with what
// was found and what would be right.
package strict

import (
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Decode overlays source on what target points to, and returns every problem, each starting with its path under path.
//
// A struct's fields are known by their tag `key:"name"`; untagged fields and keys that source lacks keep what they have,
// so defaults are simply what target holds before. A map keeps its other entries; a list is replaced. A type with
// UnmarshalText is read from text. A field of type any takes every value but null, at any depth: what is written in
// YAML as nothing is a forgotten value far more often than a wish. Below a field with the tag `nulls:"kept"` they stay, for who knows better.
func Decode(path string, source, target any) []error {
	return DecodeSupported("unknown key", path, source, target)
}

// DecodeSupported is Decode for a foreign format of which only a part is supported: unknown is what to say of a key that
// has no field, like "not supported".
func DecodeSupported(unknown, path string, source, target any) []error {
	d := &decoder{unknown: unknown}
	d.value(path, source, reflect.ValueOf(target).Elem())
	return d.problems
}

type decoder struct {
	unknown string
	// nulls says that they stay.
	nulls    bool
	problems []error
}

func (d *decoder) report(path, format string, arguments ...any) {
	d.problems = append(d.problems, fmt.Errorf("%s: %s", strings.TrimRight(path, ": "), fmt.Sprintf(format, arguments...)))
}

func (d *decoder) value(path string, source any, target reflect.Value) {
	if unmarshaler, ok := target.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if text, isText := source.(string); !isText {
			d.mismatch(path, source, "text")
		} else if err := unmarshaler.UnmarshalText([]byte(text)); err != nil {
			d.report(path, "%v", err)
		}
		return
	}
	switch target.Kind() {
	case reflect.Pointer:
		if target.IsNil() {
			target.Set(reflect.New(target.Type().Elem()))
		}
		d.value(path, source, target.Elem())
	case reflect.Struct:
		if entries, ok := d.entries(path, source); ok {
			d.structure(path, entries, target)
		}
	case reflect.Map:
		if entries, ok := d.entries(path, source); ok {
			d.mapping(path, entries, target)
		}
	case reflect.Slice:
		d.list(path, source, target)
	default:
		d.scalar(path, source, target)
	}
}

func (d *decoder) entries(path string, source any) (map[string]any, bool) {
	entries, ok := source.(map[string]any)
	if !ok {
		d.mismatch(path, source, "a map")
	}
	return entries, ok
}

func (d *decoder) structure(path string, entries map[string]any, target reflect.Value) {
	fields, known, nulls := map[string]reflect.Value{}, []string{}, map[string]bool{}
	for _, field := range reflect.VisibleFields(target.Type()) { // with those of embedded structs
		if key := field.Tag.Get("key"); key != "" {
			fields[key] = target.FieldByIndex(field.Index)
			known, nulls[key] = append(known, key), field.Tag.Get("nulls") == "kept"
		}
	}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		if field, ok := fields[key]; ok {
			inner := decoder{unknown: d.unknown, nulls: d.nulls || nulls[key]}
			inner.value(Join(path, key), entries[key], field)
			d.problems = append(d.problems, inner.problems...)
		} else {
			d.report(Join(path, key), "%s%s", d.unknown, Hint(key, known))
		}
	}
}

func (d *decoder) mapping(path string, entries map[string]any, target reflect.Value) {
	if target.IsNil() {
		target.Set(reflect.MakeMap(target.Type()))
	}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		element := reflect.New(target.Type().Elem()).Elem()
		if before := target.MapIndex(reflect.ValueOf(key)); before.IsValid() && element.Kind() == reflect.Struct {
			element.Set(before)
		}
		d.value(Join(path, key), entries[key], element)
		target.SetMapIndex(reflect.ValueOf(key), element)
	}
}

func (d *decoder) list(path string, source any, target reflect.Value) {
	items, ok := source.([]any)
	if !ok {
		d.mismatch(path, source, "a list")
		return
	}
	target.Set(reflect.MakeSlice(target.Type(), len(items), len(items)))
	for i, item := range items {
		d.value(fmt.Sprintf("%s[%d]", path, i), item, target.Index(i))
	}
}
