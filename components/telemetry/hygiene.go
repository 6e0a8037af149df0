package telemetry

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/attribute"
)

// unwanted drops what nobody looks for: what opts out by DropAnnotation, and what probes and scrapes leave behind.
func unwanted() part {
	out := func(signal string) string {
		return fmt.Sprintf(`IsMatch(resource.attributes[%q], "(^|[, ])(all|%s)($|[, ])")`, attribute.Drop, signal)
	}
	served := func(path string) string {
		return fmt.Sprintf(`span.kind == SPAN_KIND_SERVER and IsMatch(attributes[%q], %q)`, path,
			"^/(healthz?|livez|readyz?|ready|live|metrics|-/(ready|healthy))/?$")
	}
	return part{"filter/unwanted", kit.Tree{
		"error_mode": "ignore",
		"metrics":    kit.Tree{"metric": []any{out("metrics")}},
		"logs":       kit.Tree{"log_record": []any{out("logs"), `IsMatch(body, "(kube-probe|Prometheus)/[0-9.]+")`}},
		"traces": kit.Tree{"span": []any{
			out("traces"),
			served("url.path"), served("http.route"),
			`IsMatch(attributes["user_agent.original"], "^(kube-probe|Prometheus)/")`,
			`attributes["rpc.service"] == "grpc.health.v1.Health"`,
		}},
	}}
}

// redact takes credentials out of headers, URLs and lines, and folds ids out of the names of spans, which are a dimension of
// the metrics made of them.
func redact() part {
	const masked = `"$$1***"`
	const inURL = `"([a-zA-Z][a-zA-Z0-9+.-]*://[^/@\\s:]*:)[^/@\\s]+@", "$$1***@"`
	const inQuery = `"(?i)([?&](?:token|access_token|api_?key|password|secret|sig|signature)=)[^&\\s]+", ` + masked
	return part{"transform/redact", kit.Tree{
		"error_mode": "ignore",
		"trace_statements": []any{kit.Tree{"context": "span", "statements": []any{
			`delete_matching_keys(span.attributes, "(?i)^http\\.(request|response)\\.header\\.` +
				`(authorization|cookie|set-cookie|x-api-key|proxy-authorization)$")`,
			`replace_all_patterns(span.attributes, "value", ` + inURL + `)`,
			`replace_all_patterns(span.attributes, "value", ` + inQuery + `)`,
			`replace_pattern(span.name, "/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "/{id}")`,
			`replace_pattern(span.name, "/([0-9]+|[0-9a-fA-F]{16,})(/|$)", "/{id}$$2")`,
		}}},
		"log_statements": []any{kit.Tree{"context": "log", "statements": []any{
			`replace_pattern(log.body, "(?i)(authorization[\"']?\\s*[:=]\\s*[\"']?(?:bearer|basic)\\s+)[A-Za-z0-9._~+/=-]+", ` +
				masked + `) where IsString(log.body)`,
			`replace_pattern(log.body, ` + inURL + `) where IsString(log.body)`,
			`replace_pattern(log.body, ` + inQuery + `) where IsString(log.body)`,
		}}},
	}}
}

// clean takes off what only the filter needed.
func clean() part {
	return part{"resource/clean", kit.Tree{"attributes": []any{kit.Tree{"key": attribute.Drop, "action": "delete"}}}}
}

// sampled are the processors that keep some of the traces: by their id where that is all, else when a trace has ended.
func sampled(s config.Sampling) []part {
	if !s.Tail {
		if s.Percent == 100 {
			return nil
		}
		return []part{{"probabilistic_sampler", kit.Tree{"sampling_percentage": s.Percent, "mode": "hash_seed", "hash_seed": 22}}}
	}
	return []part{{"tail_sampling", kit.Tree{
		"decision_wait": fmt.Sprintf("%ds", s.WaitSeconds),
		"policies": []any{
			kit.Tree{"name": "errors", "type": "status_code", "status_code": kit.Tree{"status_codes": []any{"ERROR"}}},
			kit.Tree{"name": "slow", "type": "latency", "latency": kit.Tree{"threshold_ms": s.SlowMilliseconds}},
			kit.Tree{"name": "some", "type": "probabilistic", "probabilistic": kit.Tree{"sampling_percentage": s.Percent}},
		},
	}}}
}
