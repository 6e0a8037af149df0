package config

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// quantity is the form of a Kubernetes quantity: a number with an SI, binary or exponent suffix.
var quantity = regexp.MustCompile(`^\d+(\.\d*)?(m|u|n|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$`)

// date is how the Pulumi CLI hands on a date that stands in Pulumi.<stack>.yaml without quotes.
var date = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \S+$`)

// WrongValues checks, in overrides of any chart, what is certainly wrong. That is a mangled date, and a bad quantity where
// there must be one: cpu, memory and storage below requests and limits, and the size of what is persisted. The API server
// would refuse it only in the middle of a deployment.
func WrongValues(path string, value any) []error {
	var problems []error
	switch v := value.(type) {
	case map[string]any:
		for _, key := range known(v) {
			inside := strict.Join(path, key)
			if v[key] != nil && measures(path, key) { // nulls are weighed against the chart
				if problem := wrongQuantity(inside, key, v[key]); problem != nil {
					problems = append(problems, problem)
				}
			}
			problems = append(problems, WrongValues(inside, v[key])...)
		}
	case []any:
		for i, item := range v {
			problems = append(problems, WrongValues(fmt.Sprintf("%s[%d]", path, i), item)...)
		}
	case string:
		if date.MatchString(v) {
			problems = append(problems, fmt.Errorf("%s: found %s, which is what becomes of a date without quotes: want %q, in quotes",
				path, strict.Describe(v), v[:len("2006-01-02")]))
		}
	}
	return problems
}

// measures says whether a key below path holds a quantity.
func measures(path, key string) bool {
	parent := path[strings.LastIndex(path, ".")+1:]
	switch key {
	case "cpu", "memory", "storage", "ephemeral-storage":
		return parent == "requests" || parent == "limits"
	case "size":
		return strings.HasPrefix(parent, "persist") // persistence, persistentVolume
	}
	return false
}

func wrongQuantity(path, key string, value any) error {
	text, isText := value.(string)
	switch value.(type) {
	case int, float64:
		text = fmt.Sprint(value)
	}
	switch {
	case !quantity.MatchString(text):
		return fmt.Errorf("%s: found %s, want a quantity like 500m (cpu) or 512Mi (memory, storage)", path, strict.Describe(value))
	case isText && key != "cpu" && strings.HasSuffix(text, "m"):
		return fmt.Errorf("%s: found text %q, which is thousandths of a byte; want %si", path, text, strings.TrimSuffix(text, "m")+"M")
	}
	return nil
}
