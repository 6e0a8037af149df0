package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// credential is the name of what is a credential, as configurations, variables and arguments have it.
const credential = `(?:secret|token|[\w.-]*(?:password|passwd|secret_?(?:access_?)?key|access_?key(?:_?id)?|api_?key|private_?key|` +
	`auth_?token|bearer_?token))`

var (
	named = regexp.MustCompile(`(?i)^` + credential + `$`)
	// assigned is a line of YAML, INI or JSON, or an argument, that gives such a name one word as its value: none from the environment, a
	// file or a template.
	assigned = regexp.MustCompile(`(?im)^[\s"'-]*` + credential + `["']?[ \t]*[:=][ \t]*["']?([^\s"'$#{},\[\]<>|/][^\s"',]*)["']?,?[ \t]*$`)
)

// Clear says where a pod has a credential in clear: in the value of a variable, or in an argument.
func Clear(pod Pod) []string {
	var found []string
	for _, c := range pod.containers() {
		for _, variable := range c.Env {
			if variable.Value != "" && named.MatchString(variable.Name) {
				found = append(found, fmt.Sprintf("%s: container %s: variable %s has a literal value", pod.Name, c.Name, variable.Name))
			}
		}
		for _, argument := range slices.Concat(c.Command, c.Args) {
			for _, line := range assignments(argument) {
				found = append(found, fmt.Sprintf("%s: container %s: argument %s", pod.Name, c.Name, line))
			}
		}
	}
	return found
}

// ClearIn says where a ConfigMap has a credential.
func ClearIn(object Object) []string {
	if object.Kind() != "ConfigMap" {
		return nil
	}
	var found []string
	data, _ := render.At[map[string]any](object.Object, "data")
	for key, value := range data {
		for _, line := range assignments(fmt.Sprint(key, ": ", value)) {
			found = append(found, fmt.Sprintf("%s/%s: %s: %s", object.Namespace, object.ID(), key, line))
		}
	}
	slices.Sort(found)
	return found
}

// assignments are the lines of a text that give a credential a value.
func assignments(text string) []string {
	var lines []string
	for _, match := range assigned.FindAllStringSubmatch(text, -1) {
		if !slices.Contains([]string{"true", "false", "null"}, strings.ToLower(match[1])) {
			lines = append(lines, strings.TrimSpace(match[0]))
		}
	}
	return lines
}
