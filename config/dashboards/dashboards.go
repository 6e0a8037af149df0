// Package dashboards reads the JSON of Grafana's dashboards, as Grafana exports it.
package dashboards

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Most is how many bytes a dashboard may have without white space: a ConfigMap has to hold it, 1 MiB at most, in which its name and
// labels take a little.
const Most = 1_000_000

// The uids of the platform's datasources, by which dashboards ask them. They never change.
const (
	Mimir        = "mimir"
	Loki         = "loki"
	Tempo        = "tempo"
	Pyroscope    = "pyroscope"
	Alertmanager = "alertmanager"
)

// Sources are those uids by Grafana's plugin.
func Sources() map[string]string {
	return map[string]string{"prometheus": Mimir, "loki": Loki, "tempo": Tempo, "grafana-pyroscope-datasource": Pyroscope,
		"alertmanager": Alertmanager}
}

// Dashboard is one dashboard.
type Dashboard struct {
	// UID names it in Grafana, once, for ever: links lead there by it.
	UID string
	// Title is what people see.
	Title string
	// Sources are the uids of the datasources that it asks, sorted.
	Sources []string
	// model is the whole, as Grafana reads it, and text the same without white space.
	model map[string]any
	text  string
}

// uid is the rule of Grafana (pkg/util/shortid_generator.go).
var uid = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,40}$`)

// Parse reads a dashboard as far as the platform has to know it. The platform's datasources fill in what an export for others has left
// open. Every problem that has a line begins with it.
func Parse(text []byte) (Dashboard, []error) {
	var model map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&model); err != nil {
		return Dashboard{}, []error{located(text, err)}
	}
	if decoder.More() {
		return Dashboard{}, []error{fmt.Errorf("line %d: more follows behind the dashboard", line(text, decoder.InputOffset()))}
	}
	if inner, wrapped := model["dashboard"].(map[string]any); wrapped && model["panels"] == nil {
		model = inner // as Grafana's API gives it
	}
	var problems []error
	problems = append(problems, fill(model, Sources())...)
	d := Dashboard{model: model}
	d.UID, _ = model["uid"].(string)
	d.Title, _ = model["title"].(string)
	if !uid.MatchString(d.UID) {
		problems = append(problems, fmt.Errorf("uid: found %q, want 1 to 40 letters, digits, - and _: links lead to it by that", d.UID))
	}
	if d.Title == "" {
		problems = append(problems, errors.New("title: missing; is this the JSON of a dashboard?"))
	}
	if _, ok := model["panels"].([]any); !ok {
		problems = append(problems, errors.New("panels: missing; is this the JSON of a dashboard?"))
	}
	delete(model, "id") // of the Grafana that it was exported from
	d.Sources = asked(model["panels"])
	d.text = written(d.UID, model)
	if n := len(d.text); n > Most {
		problems = append(problems, fmt.Errorf("has %d bytes without white space, and a ConfigMap holds %d: make two of it", n, Most))
	}
	return d, problems
}

// JSON is the dashboard without white space.
func (d Dashboard) JSON() string { return d.text }

func written(uid string, model map[string]any) string {
	text, err := json.Marshal(model)
	if err != nil {
		panic(fmt.Sprintf("writing dashboard %s: %v", uid, err)) // it was read from JSON
	}
	return string(text)
}

// located says on which line JSON ends to be JSON.
func located(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	at := int64(len(text))
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	return fmt.Errorf("line %d: %w", line(text, at), err)
}

func line(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n"))
}

// fill puts the platform's datasources in place of the inputs that an export for others has.
func fill(model map[string]any, sources map[string]string) []error {
	inputs, _ := model["__inputs"].([]any)
	var problems []error
	names := map[string]string{}
	for _, one := range inputs {
		input, _ := one.(map[string]any)
		name, _ := input["name"].(string)
		plugin, _ := input["pluginId"].(string)
		if uid, ok := sources[plugin]; ok && input["type"] == "datasource" {
			names["${"+name+"}"] = uid
			continue
		}
		problems = append(problems, fmt.Errorf("__inputs: %s asks for %v %s, which the platform does not have: set it in Grafana and export "+
			"the dashboard without `Export for sharing externally`", name, input["type"], plugin))
	}
	delete(model, "__inputs")
	delete(model, "__requires")
	if len(names) > 0 {
		replace(model, names)
	}
	return problems
}

func replace(value any, names map[string]string) any {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			v[key] = replace(inner, names)
		}
	case []any:
		for i, inner := range v {
			v[i] = replace(inner, names)
		}
	case string:
		for from, to := range names {
			v = strings.ReplaceAll(v, from, to)
		}
		return v
	}
	return value
}

// asked are the uids of the datasources of panels and their queries.
func asked(panels any) []string {
	var uids []string
	each(panels, func(object map[string]any) {
		source, _ := object["datasource"].(map[string]any)
		if uid, _ := source["uid"].(string); uid != "" && !strings.HasPrefix(uid, "-- ") && uid != "grafana" && !strings.HasPrefix(uid, "$") {
			uids = append(uids, uid)
		}
	})
	slices.Sort(uids)
	return slices.Compact(uids)
}

func each(value any, do func(map[string]any)) {
	switch v := value.(type) {
	case map[string]any:
		do(v)
		for _, inner := range v {
			each(inner, do)
		}
	case []any:
		for _, inner := range v {
			each(inner, do)
		}
	}
}
