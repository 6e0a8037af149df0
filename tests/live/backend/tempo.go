package backend

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// tempo stores traces.
type tempo struct{}

func newTempo() Backend {
	return Backend{
		Name: "tempo", Namespace: "tempo", Bucket: "tempo-traces", Ingester: "tempo-ingester-0",
		port:    3200,
		address: "tempo-gateway:3100",
		rings:   []ring{{"ingester", "tempo-distributor:3200", "/ingester/ring"}},
		signal:  tempo{},
		flush: flush{
			message: message{"/flush", asJSON, "{}"},
			uploads: "tempo_ingester_blocks_flushed_total",
		},
	}
}

// identifiers of the trace and of its span, in hexadecimal, follow from the mark: nothing else has to be remembered.
func identifiers(mark string) (trace, span string) {
	sum := sha256.Sum256([]byte(mark))
	return fmt.Sprintf("%x", sum[:16]), fmt.Sprintf("%x", sum[16:24])
}

// write sends a trace of one span, a second long, by OTLP.
func (tempo) write(mark string, at time.Time) message {
	trace, span := identifiers(mark)
	return message{"/v1/traces", asJSON, fmt.Sprintf(`{"resourceSpans":[{`+
		`"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%s"}}]},`+
		`"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"%s","name":"%s","kind":1,`+
		`"startTimeUnixNano":"%d","endTimeUnixNano":"%d"}]}]}]}`,
		serviceName, trace, span, text(mark), at.Add(-time.Second).UnixNano(), at.UnixNano())}
}

func (tempo) read(mark string, _ time.Time) string {
	trace, _ := identifiers(mark)
	return "/api/v2/traces/" + trace
}

func (tempo) verify(mark string, answer []byte) error {
	var found struct {
		Trace struct {
			ResourceSpans []struct {
				ScopeSpans []struct {
					Spans []struct{ Name string }
				}
			}
		}
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return fmt.Errorf("decoding %s: %w", excerpt(answer), err)
	}
	var names []string
	for _, resource := range found.Trace.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				names = append(names, span.Name)
			}
		}
	}
	if len(names) != 1 || names[0] != text(mark) {
		return fmt.Errorf("want one span %q, got %q in %s", text(mark), names, excerpt(answer))
	}
	return nil
}
