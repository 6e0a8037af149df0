package checks

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// lines answers LogQL.
func (p *platform) lines(r *http.Request) any {
	query := r.URL.Query().Get("query")
	none := object{"data": object{"result": list{}}}
	if query == `{service_name!="k8s-events"}` {
		return p.unless("pod logs", object{"data": object{"result": list{object{"values": list{list{"1", "x"}}}}}}, none)
	}
	record := at(p.sent["logs"], "resourceLogs", 0, "scopeLogs", 0, "logRecords", 0)
	if record == nil || p.broken == "link logs" && strings.Contains(query, "trace_id=") {
		return none
	}
	text := at(record, "body", "stringValue").(string)
	if _, id, found := strings.Cut(query, "|= "); found && !strings.Contains(text, strings.Trim(id, `"`)) {
		return none
	}
	resource := labels(at(p.sent["logs"], "resourceLogs", 0, "resource", "attributes"), "_")
	stream := object{"k8s_cluster_name": "test"}
	for _, label := range []string{"service_name", "k8s_namespace_name"} {
		stream[label] = resource[label]
	}
	if p.broken == "log label" {
		stream["pod"] = "x"
	}
	carried := object{"structuredMetadata": object{"trace_id": at(record, "traceId")}}
	value := list{at(record, "timeUnixNano"), text, carried}
	return object{"data": object{"result": list{object{"stream": stream, "values": list{value}}}}}
}

// count answers LogQL that counts.
func (p *platform) count(*http.Request) any {
	return p.unless("logs of a node",
		vector(5, object{"k8s_node_name": "a"}, object{"k8s_node_name": "b"}), vector(5, object{"k8s_node_name": "b"}))
}

func (p *platform) trace(r *http.Request) any {
	found, _ := at(p.sent["traces"], "resourceSpans").(list)
	if found == nil || at(found, 0, "scopeSpans", 0, "spans", 0, "traceId") != r.PathValue("id") {
		return nil
	}
	if p.broken == "server span" {
		found = found[:1]
	}
	batches, cluster := list{}, object{"key": "k8s.cluster.name", "value": object{"stringValue": "test"}}
	for _, one := range found {
		with := slices.Concat(at(one, "resource", "attributes").(list), list{cluster})
		batches = append(batches, object{"resource": object{"attributes": with}, "scopeSpans": at(one, "scopeSpans")})
	}
	return object{"batches": batches}
}

func (p *platform) search(*http.Request) any {
	id, _ := at(p.sent["traces"], "resourceSpans", 0, "scopeSpans", 0, "spans", 0, "traceId").(string)
	if id == "" || p.broken == "search" {
		return object{"traces": list{}}
	}
	return object{"traces": list{object{"traceID": id}}}
}

func (p *platform) frames(r *http.Request) any {
	var asked struct {
		Selector string `json:"label_selector"`
	}
	_ = json.NewDecoder(r.Body).Decode(&asked)
	frames := list{"total"}
	names, _ := at(p.sent["profiles"], "dictionary", "stringTable").(list)
	if names != nil && (p.broken != "link profiles" || !strings.Contains(asked.Selector, "k8s_namespace_name")) {
		frames = append(frames, names[len(names)-1])
	}
	return object{"flamegraph": object{"names": frames}}
}

func (p *platform) health(r *http.Request) any {
	if r.PathValue("uid") == p.broken {
		return object{"status": "ERROR", "message": "no route"}
	}
	return object{"status": "OK"}
}
