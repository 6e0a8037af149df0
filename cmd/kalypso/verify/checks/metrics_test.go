package checks

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
)

func vector(value float64, labels ...object) object {
	result := list{}
	for _, one := range labels {
		result = append(result, object{"metric": one, "value": list{1, fmt.Sprint(value)}})
	}
	return object{"data": object{"result": result}}
}

// query answers PromQL.
func (p *platform) query(r *http.Request) any {
	switch query := r.URL.Query().Get("query"); {
	case strings.HasPrefix(query, "kalypso_proof{"):
		return p.gauge(query)
	case strings.Contains(query, "traces_spanmetrics_calls_total"):
		return vector(p.calls("span metrics"), object{})
	case strings.Contains(query, "traces_service_graph_request_total"):
		return vector(p.calls("service graph"), object{})
	case strings.HasPrefix(query, "up == 0"):
		return p.unless("target", vector(0), vector(0, object{"job": "loki/all", "instance": "a"}))
	case strings.HasPrefix(query, "group by (job)"):
		return p.unless("job", vector(1, object{"job": "mimir/ingester"}, object{"job": "more"}), vector(1, object{"job": "more"}))
	case strings.Contains(query, "increase("):
		lost := p.broken == "loss" && strings.Contains(query, "loki_discarded_samples_total")
		return map[bool]any{true: vector(7, object{"reason": "rate_limited"}), false: vector(0)}[lost]
	case strings.Contains(query, "queue_size"):
		return p.unless("queue", vector(0.01, object{"exporter": "otlp"}), vector(0.4, object{"exporter": "otlp"}))
	case query == "age of kubelet metrics":
		return p.unless("node", vector(12, object{"k8s_node_name": "a"}, object{"k8s_node_name": "b"}), vector(12, object{"k8s_node_name": "a"}))
	case query == "age of node metrics":
		return p.unless("stale", vector(12, object{}), vector(95, object{}))
	}
	return vector(0)
}

func (p *platform) gauge(query string) any {
	resource := at(p.sent["metrics"], "resourceMetrics", 0, "resource", "attributes")
	point := labels(at(p.sent["metrics"], "resourceMetrics", 0, "scopeMetrics", 0, "metrics", 0, "gauge", "dataPoints", 0, "attributes"), "_")
	if resource == nil || query != fmt.Sprintf("kalypso_proof{run=%q}", point["run"]) {
		return vector(0)
	}
	series := labels(resource, "_")
	maps.Copy(series, point)
	series["job"], series["instance"] = fmt.Sprint(series["service_namespace"], "/", series["service_name"]), series["service_instance_id"]
	series["k8s_cluster_name"] = p.unless("cluster label", "test", "")
	return vector(1, series)
}

// calls counts this run's trace on top of earlier ones'.
func (p *platform) calls(what string) float64 {
	if p.sent["traces"] == nil || p.broken == what {
		return 3
	}
	return 4
}

func (p *platform) exemplars(*http.Request) any {
	exemplar := at(p.sent["metrics"], "resourceMetrics", 0, "scopeMetrics", 0, "metrics", 1, "histogram", "dataPoints", 0, "exemplars", 0)
	if exemplar == nil || p.broken == "exemplar" {
		return object{"data": list{}}
	}
	return object{"data": list{object{"exemplars": list{object{"labels": object{"trace_id": at(exemplar, "traceId")}}}}}}
}
