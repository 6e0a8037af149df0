package traffic

import (
	"encoding/json"
	"fmt"
	"strings"
)

// tree is a JSON object.
type tree = map[string]any

// Body is an OTLP request with the items from one number up to another, in JSON.
func (r Run) Body(signal Signal, from, to int) ([]byte, error) {
	var items []any
	for number := from; number < to; number++ {
		items = append(items, r.item(signal, number))
	}
	resource := tree{"attributes": []any{text("service.name", Service), text("run", r.ID)}}
	request := tree{}
	switch signal {
	case Logs:
		request["resourceLogs"] = []any{tree{"resource": resource, "scopeLogs": []any{tree{"logRecords": items}}}}
	case Spans:
		request["resourceSpans"] = []any{tree{"resource": resource, "scopeSpans": []any{tree{"spans": items}}}}
	case Points:
		metric := tree{"name": Metric, "gauge": tree{"dataPoints": items}}
		request["resourceMetrics"] = []any{tree{"resource": resource, "scopeMetrics": []any{tree{"metrics": []any{metric}}}}}
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("encoding %s %d to %d: %w", signal, from, to, err)
	}
	return body, nil
}

func (r Run) item(signal Signal, number int) tree {
	at := fmt.Sprint(r.At(number).UnixNano())
	switch signal {
	case Logs:
		line := fmt.Sprintf("%s %d %s", r.ID, number, strings.Repeat("x", r.Padding))
		return tree{"timeUnixNano": at, "severityText": "INFO", "body": tree{"stringValue": line}}
	case Spans:
		return tree{
			"traceId": r.Trace(number / PerTrace), "spanId": span(number), "name": "item", "kind": 1,
			"startTimeUnixNano": at, "endTimeUnixNano": fmt.Sprint(r.At(number + 1).UnixNano()),
			"attributes": []any{text("padding", strings.Repeat("x", r.Padding))},
		}
	}
	of, _ := series(number)
	return tree{"timeUnixNano": at, "asInt": fmt.Sprint(number),
		"attributes": []any{text("run", r.ID), text("series", fmt.Sprint(of))}}
}

func text(key, value string) tree { return tree{"key": key, "value": tree{"stringValue": value}} }
