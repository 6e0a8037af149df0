package grafana

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/dashboards"
)

// datasource is one entry of Grafana's provisioning file.
type datasource struct {
	name, uid, plugin, url string
	// settings are the plugin's own (jsonData).
	settings kit.Tree
	// correlations are links that Grafana itself makes of what the datasource answers.
	correlations []any
}

// Datasources returns the uid of each store's datasource.
func Datasources() map[string]string {
	return map[string]string{"metrics": dashboards.Mimir, "traces": dashboards.Tempo, "logs": dashboards.Loki, "profiles": dashboards.Pyroscope}
}

// Provisioning is Grafana's datasources file, before escaping: what exists in deps, in the order in which Grafana lists
// it, the first as the default. prune removes the datasource of a backend that has been switched off since.
func Provisioning(deps Deps) kit.Tree {
	entries := []any{}
	for _, source := range datasources(deps) {
		entry := kit.Tree{
			"name":      source.name,
			"uid":       source.uid,
			"type":      source.plugin,
			"access":    "proxy",
			"url":       source.url,
			"isDefault": len(entries) == 0,
			"editable":  false,
			"jsonData":  source.settings,
		}
		if source.correlations != nil {
			entry["correlations"] = source.correlations
		}
		entries = append(entries, entry)
	}
	return kit.Tree{"apiVersion": 1, "prune": true, "datasources": entries}
}

func datasources(deps Deps) []datasource {
	var sources []datasource
	if deps.Metrics != "" {
		sources = append(sources, datasource{"Mimir", dashboards.Mimir, "prometheus", string(deps.Metrics), fromMetrics(deps), nil})
	}
	if deps.Logs != "" {
		sources = append(sources, datasource{"Loki", dashboards.Loki, "loki", string(deps.Logs), fromLogs(deps), nil})
	}
	if deps.Traces != "" {
		sources = append(sources, datasource{"Tempo", dashboards.Tempo, "tempo", string(deps.Traces), fromTraces(deps), ofSpans(deps)})
	}
	if deps.Profiles != "" {
		// The profiler reports every 15 s; a finer graph would show gaps.
		settings := kit.Tree{"minStep": "15s"}
		sources = append(sources, datasource{"Pyroscope", dashboards.Pyroscope, "grafana-pyroscope-datasource", string(deps.Profiles), settings, nil})
	}
	if deps.Alerts != "" {
		// As "mimir", Grafana would ask for the whole configuration, which Mimir gives with the contacts' credentials in it. Grafana's own
		// alerts stay its own.
		settings := kit.Tree{"implementation": "prometheus", "handleGrafanaManagedAlerts": false}
		sources = append(sources, datasource{"Alertmanager", dashboards.Alertmanager, "alertmanager", string(deps.Alerts), settings, nil})
	}
	return sources
}

// fromMetrics are Mimir's settings, with the way from an exemplar to its trace.
func fromMetrics(deps Deps) kit.Tree {
	settings := kit.Tree{
		"httpMethod":     "POST", // queries longer than a URL may be
		"prometheusType": "Mimir",
		// OpenTelemetry SDKs report every 60 s: rates over $__rate_interval need two reports in each.
		"timeInterval": "60s",
		// Grafana shows the rules that Mimir evaluates.
		"manageAlerts": true,
	}
	if deps.Alerts != "" {
		settings["alertmanagerUid"] = dashboards.Alertmanager
	}
	if deps.Traces != "" {
		settings["exemplarTraceIdDestinations"] = []any{
			kit.Tree{"name": "trace_id", "datasourceUid": dashboards.Tempo}, // as SDKs and Tempo's metrics generator name it
		}
	}
	return settings
}

// fromLogs are Loki's settings, with the way from a log entry to its trace: from the trace id that came with it over
// OTLP, and from one that is written in the line.
func fromLogs(deps Deps) kit.Tree {
	settings := kit.Tree{"maxLines": 1000}
	if deps.Traces != "" {
		link := kit.Tree{"datasourceUid": dashboards.Tempo, "url": "${__value.raw}", "urlDisplayLabel": "Trace"}
		settings["derivedFields"] = []any{
			kit.Merge(link, kit.Tree{"name": "trace", "matcherType": "label", "matcherRegex": "trace_id"}),
			kit.Merge(link, kit.Tree{"name": "trace in line", "matcherType": "regex", "matcherRegex": traceInLine}),
		}
	}
	return settings
}

// traceInLine finds trace_id=..., traceID: ..., "trace-id":"..." and the like, with 16 or 32 hexadecimal digits.
const traceInLine = `[tT][rR][aA][cC][eE][_-]?[iI][dD]["']?\s*[=:]\s*["']?([0-9a-fA-F]{32}|[0-9a-fA-F]{16})\b`

// fromTraces are Tempo's settings, with the ways from a span to the logs of its trace and to the metrics of its service, and the
// service map, which is drawn from metrics. tracesToProfiles is not among them: without the attribute pyroscope.profile.id,
// which only Pyroscope's own SDKs set, it makes a link on every span that always fails (grafana/profiles-drilldown#590).
func fromTraces(deps Deps) kit.Tree {
	settings := kit.Tree{"nodeGraph": kit.Tree{"enabled": true}}
	if deps.Logs != "" {
		settings["tracesToLogsV2"] = kit.Tree{
			"datasourceUid":      dashboards.Loki,
			"tags":               sameWorkload(attribute.Label(attribute.Service)),
			"spanStartTimeShift": "-5m",
			"spanEndTimeShift":   "5m",
			// The built-in query looks for the id in the text of every line, too.
			"customQuery": true,
			"query":       `{${__tags}} | trace_id="${__span.traceId}"`,
		}
	}
	if deps.Metrics != "" {
		settings["serviceMap"] = kit.Tree{"datasourceUid": dashboards.Mimir}
		settings["tracesToMetrics"] = kit.Tree{
			"datasourceUid":      dashboards.Mimir,
			"tags":               sameWorkload("service"),
			"spanStartTimeShift": "-15m",
			"spanEndTimeShift":   "15m",
			"queries":            spanMetrics(),
		}
	}
	return settings
}

// sameWorkload maps a span's service and namespace to the labels that hold them in another store. A link leaves out a tag that
// the span lacks.
func sameWorkload(service string) []any {
	return []any{
		kit.Tree{"key": attribute.Service, "value": service},
		kit.Tree{"key": attribute.Namespace, "value": attribute.Label(attribute.Namespace)},
	}
}

// spanMetrics are the questions a span leads to, of the metrics that Tempo's generator makes.
func spanMetrics() []any {
	return []any{
		kit.Tree{"name": "Request rate", "query": `sum(rate(traces_spanmetrics_calls_total{$__tags}[5m]))`},
		kit.Tree{"name": "Error rate", "query": `sum(rate(traces_spanmetrics_calls_total{$__tags, status_code="STATUS_CODE_ERROR"}[5m]))`},
		kit.Tree{"name": "95th percentile",
			"query": `histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{$__tags}[5m])))`},
	}
}
