package backend

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"
)

// loki stores lines.
type loki struct{}

func newLoki() Backend {
	return Backend{
		Name: "loki", Namespace: "loki", Bucket: "loki-chunks", Ingester: "loki-0",
		port:    3100,
		address: "loki-gateway:80",
		rings:   []ring{{"ingester", "loki:3100", "/ring"}},
		signal:  loki{},
		flush: flush{
			message: message{"/flush", asJSON, "{}"},
			uploads: "loki_ingester_chunks_stored_total",
		},
	}
}

// write sends one line of a stream of its own.
func (loki) write(mark string, at time.Time) message {
	return message{"/loki/api/v1/push", asJSON, fmt.Sprintf(
		`{"streams":[{"stream":{"service_name":"%s","mark":"%s"},"values":[["%d","%s"]]}]}`,
		serviceName, mark, at.UnixNano(), text(mark))}
}

func (loki) read(mark string, now time.Time) string {
	return "/loki/api/v1/query_range?" + url.Values{
		"query": {fmt.Sprintf(`{service_name="%s",mark="%s"}`, serviceName, mark)},
		"start": {fmt.Sprint(now.Add(-window).UnixNano())},
		"end":   {fmt.Sprint(now.UnixNano())},
	}.Encode()
}

func (loki) verify(mark string, answer []byte) error {
	var found struct {
		Data struct {
			Result []struct {
				Stream map[string]string
				Values [][]string // a time and the line
			}
		}
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return fmt.Errorf("decoding %s: %w", excerpt(answer), err)
	}
	result := found.Data.Result
	if len(result) != 1 || len(result[0].Values) != 1 || len(result[0].Values[0]) < 2 || result[0].Stream["mark"] != mark {
		return fmt.Errorf("want one line of one stream with mark %s, got %s", mark, excerpt(answer))
	}
	if want, got := text(mark), result[0].Values[0][1]; got != want {
		return fmt.Errorf("want line %q, got %q", want, got)
	}
	return nil
}
