package conform

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Leaks finds which of the credentials stand in the text, in clear or in base64, and returns their names.
func Leaks(text string, credentials map[string]string) []string {
	var found []string
	for name, credential := range credentials {
		if strings.Contains(text, credential) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(credential))) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// Services lists the ports of the Services among the objects, as "name:port".
func Services(objects []render.Object) []string {
	var all []string
	for _, object := range objects {
		if object.Kind() != "Service" {
			continue
		}
		for _, port := range render.List(object, "spec", "ports") {
			all = append(all, fmt.Sprintf("%s:%v", object.Name(), port["port"]))
		}
	}
	slices.Sort(all)
	return all
}

// Running lists the names and images of all containers that match the pattern, hooks included, tests left out.
func Running(objects []render.Object, pattern *regexp.Regexp) []string {
	var found []string
	for _, object := range objects {
		spec, _ := object.PodSpec()
		for _, c := range footprint.Containers(spec) {
			if !object.Test() && (pattern.MatchString(c.Image) || pattern.MatchString(c.Name)) {
				found = append(found, object.ID()+"/"+c.Name+" ("+c.Image+")")
			}
		}
	}
	return found
}

// Setting is the value under the path in the configuration of a program: in YAML text that a ConfigMap or a Secret among
// the objects holds. It is nil where no text has it.
func Setting(objects []render.Object, path ...string) any {
	for _, object := range objects {
		for _, text := range texts(object) {
			var document map[string]any
			if yaml.Unmarshal([]byte(text), &document) != nil {
				continue
			}
			if value, ok := render.At[any](document, path...); ok {
				return value
			}
		}
	}
	return nil
}

// texts are the entries of a ConfigMap or a Secret.
func texts(object render.Object) []string {
	var all []string
	if object.Kind() != "ConfigMap" && object.Kind() != "Secret" {
		return nil
	}
	for _, field := range []string{"data", "stringData"} {
		entries, _ := render.At[map[string]any](object, field)
		for _, entry := range entries {
			text := fmt.Sprint(entry)
			if object.Kind() == "Secret" && field == "data" {
				plain, err := base64.StdEncoding.DecodeString(text)
				if err != nil {
					continue
				}
				text = string(plain)
			}
			all = append(all, text)
		}
	}
	return all
}

// Nulls finds the paths at which values hold nothing: Pulumi's providers differ in what they make of it.
func Nulls(values map[string]any) []string {
	var found []string
	for name, v := range values {
		switch v := v.(type) {
		case nil:
			found = append(found, name)
		case map[string]any:
			for _, below := range Nulls(v) {
				found = append(found, name+"."+below)
			}
		}
	}
	slices.Sort(found)
	return found
}
