package strict

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
)

func (d *decoder) scalar(path string, source any, target reflect.Value) {
	switch target.Kind() {
	case reflect.String:
		if text, ok := source.(string); ok {
			target.SetString(text)
			return
		}
		d.mismatch(path, source, "text")
	case reflect.Bool:
		if truth, ok := source.(bool); ok {
			target.SetBool(truth)
			return
		}
		d.mismatch(path, source, "true or false")
	case reflect.Int:
		if number, ok := plain(source).(int); ok {
			target.SetInt(int64(number))
			return
		}
		d.mismatch(path, source, "a whole number")
	case reflect.Float64:
		switch number := plain(source).(type) {
		case int:
			target.SetFloat(float64(number))
		case float64:
			target.SetFloat(number)
		default:
			d.mismatch(path, source, "a number")
		}
	case reflect.Interface:
		if !d.nulls {
			d.problems = append(d.problems, RefuseNulls(path, source)...)
		}
		if source = plain(source); source != nil {
			target.Set(reflect.ValueOf(source))
		}
	default:
		panic(fmt.Sprintf("strict: no rule for %s at %s", target.Type(), path))
	}
}

func (d *decoder) mismatch(path string, source any, want string) {
	d.report(path, "found %s, want %s", Describe(source), want)
}

// plain turns json.Number into int or float64, at any depth, and leaves the rest.
func plain(source any) any {
	switch v := source.(type) {
	case json.Number:
		if number, err := strconv.Atoi(v.String()); err == nil {
			return number
		}
		number, _ := v.Float64()
		return number
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = plain(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = plain(item)
		}
		return out
	}
	return source
}

// RefuseNulls reports every null in a value, at any depth.
func RefuseNulls(path string, source any) []error {
	var problems []error
	for _, null := range Nulls(path, source) {
		problems = append(problems, fmt.Errorf("%s: found null, want a value: no key can be deleted this way; write the value that it should have", null))
	}
	return problems
}
