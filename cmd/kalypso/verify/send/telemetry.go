package send

import "time"

// scope is what makes the telemetry.
func scope() object { return object{"name": "kalypso verify"} }

// Took is how long the call lasts: the spans' length, and what the histogram observes.
const Took = 50 * time.Millisecond

// Metrics is a gauge of the run, and a histogram whose one observation leads to the trace.
func (r Run) Metrics() []byte {
	gauge := object{"name": Gauge, "gauge": object{"dataPoints": []object{{
		"timeUnixNano": nanos(r.At), "asDouble": 1, "attributes": []object{attribute(RunLabel, r.ID)},
	}}}}
	histogram := object{"name": Histogram, "unit": "s", "histogram": object{
		"aggregationTemporality": 2, // cumulative
		"dataPoints": []object{{
			"startTimeUnixNano": nanos(r.At.Add(-time.Second)), "timeUnixNano": nanos(r.At),
			"count": "1", "sum": Took.Seconds(), "explicitBounds": []float64{0.01, 0.1}, "bucketCounts": []string{"0", "1", "0"},
			"exemplars": []object{{
				"timeUnixNano": nanos(r.At), "asDouble": Took.Seconds(), "traceId": r.Trace, "spanId": r.Client,
			}},
		}},
	}}
	return encode(object{"resourceMetrics": []object{{
		"resource":     resource(Service),
		"scopeMetrics": []object{{"scope": scope(), "metrics": []object{gauge, histogram}}},
	}}})
}

// Logs is one record, written while the client's span ran.
func (r Run) Logs() []byte {
	return encode(object{"resourceLogs": []object{{
		"resource": resource(Service),
		"scopeLogs": []object{{"scope": scope(), "logRecords": []object{{
			"timeUnixNano": nanos(r.At), "observedTimeUnixNano": nanos(r.At), "severityNumber": 9, "severityText": "INFO",
			"body": object{"stringValue": r.Line()}, "traceId": r.Trace, "spanId": r.Client,
		}}}},
	}}})
}

// Line is the log record's text.
func (r Run) Line() string { return "kalypso verify, run " + r.ID }

// Traces is a call from one service to another.
func (r Run) Traces() []byte {
	span := func(id, parent string, kind int) object {
		return object{
			"traceId": r.Trace, "spanId": id, "parentSpanId": parent, "kind": kind, "name": "GET /proof",
			"startTimeUnixNano": nanos(r.At), "endTimeUnixNano": nanos(r.At.Add(Took)),
			"attributes": []object{attribute(RunLabel, r.ID)},
		}
	}
	of := func(service string, span object) object {
		return object{"resource": resource(service), "scopeSpans": []object{{"scope": scope(), "spans": []object{span}}}}
	}
	const server, client = 2, 3
	return encode(object{"resourceSpans": []object{
		of(Service, span(r.Client, "", client)),
		of(Server, span(r.Server, r.Client, server)),
	}})
}
