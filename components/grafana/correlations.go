package grafana

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/dashboards"
)

// ofSpans are the correlations of Tempo's spans: the profiles of the service in the 100 seconds around the span, for a profile is
// of 15 seconds and a span of milliseconds, and the logs of the service then, of other traces too.
func ofSpans(deps Deps) []any {
	var links []any
	if deps.Profiles != "" {
		links = append(links, link("Profiles of this service around this span", kit.Tree{
			"refId": "A", "datasource": kit.Tree{"type": "grafana-pyroscope-datasource", "uid": dashboards.Pyroscope}, "queryType": "both",
			"profileTypeId": "process_cpu:cpu:nanoseconds:cpu:nanoseconds", "labelSelector": selector(), "groupBy": []string{},
		}))
	}
	if deps.Logs != "" {
		links = append(links, link("Logs of this service around this span", kit.Tree{
			"refId": "A", "datasource": kit.Tree{"type": "loki", "uid": dashboards.Loki}, "queryType": "range", "expr": selector(),
		}))
	}
	return links
}

// selector finds the workload of a span, in Loki and in Pyroscope alike.
func selector() string {
	return fmt.Sprintf(`{%s="${service}",%s="${namespace}"}`, attribute.Label(attribute.Service), attribute.Label(attribute.Namespace))
}

// link leads to a query in Explore. A correlation of type query would ask for the span's own milliseconds.
func link(label string, query kit.Tree) kit.Tree {
	source := query["datasource"].(kit.Tree)["uid"]
	panes, err := json.Marshal(kit.Tree{"a": kit.Tree{
		"datasource": source, "queries": []any{query}, "range": kit.Tree{"from": "${bucket}00000", "to": "${bucket}99999"},
	}})
	if err != nil {
		panic(fmt.Sprintf("encoding the correlation %q: %v", label, err)) // plain texts
	}
	tag := func(name string) string {
		return `"key":"` + strings.ReplaceAll(name, ".", `\.`) + `"[^}]*"value":"([^"]*)"`
	}
	taken := func(variable, field, expression string) kit.Tree {
		return kit.Tree{"type": "regex", "field": field, "mapValue": variable, "expression": expression}
	}
	return kit.Tree{
		"type":  "external",
		"label": label,
		"config": kit.Tree{
			"field":  "traceID",
			"target": kit.Tree{"url": "/explore?schemaVersion=1&panes=" + escaped(string(panes))},
			"transformations": []any{
				taken("service", "serviceTags", tag(attribute.Service)),
				taken("namespace", "serviceTags", tag(attribute.Namespace)),
				taken("bucket", "startTime", `^(\d{8})`),
			},
		},
	}
}

// escaped is a text in a URL, but for the variables in it, which Grafana fills in.
func escaped(text string) string {
	text = url.QueryEscape(text)
	return strings.NewReplacer("%24%7B", "${", "service%7D", "service}", "namespace%7D", "namespace}", "bucket%7D", "bucket}").Replace(text)
}
