package stacks

import (
	"strings"

	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// links are the ways between signals, read off the datasources that Grafana is given.
func links(provisioned kit.Tree) []proof.Link {
	var all []proof.Link
	for _, source := range provisioned["datasources"].([]any) {
		entry := source.(kit.Tree)
		settings := entry["jsonData"].(kit.Tree)
		if way, ok := settings["tracesToLogsV2"].(kit.Tree); ok {
			all = append(all, proof.Link{Name: "trace to logs", From: "traces", To: "logs", Query: way["query"].(string), Tags: tags(way)})
		}
		if way, ok := settings["tracesToMetrics"].(kit.Tree); ok {
			for _, one := range way["queries"].([]any) {
				query := one.(kit.Tree)
				if strings.Contains(query["query"].(string), "STATUS_CODE_ERROR") {
					continue // the proof has no failing span, and an error every time would be somebody's alert
				}
				all = append(all, proof.Link{Name: "trace to metrics: " + query["name"].(string), From: "traces", To: "metrics",
					Query: query["query"].(string), Tags: tags(way)})
			}
		}
		for _, one := range listed(entry["correlations"]) {
			all = append(all, correlation(one.(kit.Tree)))
		}
		if listed(settings["derivedFields"]) != nil {
			all = append(all, proof.Link{Name: "log to trace", From: "logs", To: "traces", Query: "${__value.raw}"})
		}
		if listed(settings["exemplarTraceIdDestinations"]) != nil {
			all = append(all, proof.Link{Name: "exemplar to trace", From: "metrics", To: "traces", Query: "${__value.raw}"})
		}
	}
	return all
}

func tags(way kit.Tree) []proof.Tag {
	var list []proof.Tag
	for _, one := range way["tags"].([]any) {
		tag := one.(kit.Tree)
		list = append(list, proof.Tag{Attribute: tag["key"].(string), Label: tag["value"].(string)})
	}
	return list
}

func correlation(c kit.Tree) proof.Link {
	config := c["config"].(kit.Tree)
	link := proof.Link{Name: "trace to: " + c["label"].(string), From: "traces", To: "logs", URL: config["target"].(kit.Tree)["url"].(string)}
	if strings.Contains(link.URL, grafana.Datasources()["profiles"]) {
		link.To = "profiles"
	}
	for _, one := range config["transformations"].([]any) {
		taken := one.(kit.Tree)
		link.Variables = append(link.Variables, proof.Variable{Name: taken["mapValue"].(string), Field: taken["field"].(string),
			Expression: taken["expression"].(string)})
	}
	return link
}

// listed is a list, or nil where there is none.
func listed(value any) []any {
	list, _ := value.([]any)
	return list
}

// correlations counts the links that are correlations.
func correlations(links []proof.Link) int {
	n := 0
	for _, link := range links {
		if link.URL != "" {
			n++
		}
	}
	return n
}
