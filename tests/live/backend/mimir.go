package backend

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// mimir stores series. The gateway names the tenant.
type mimir struct{}

func newMimir() Backend {
	return Backend{
		Name: "mimir", Namespace: "mimir", Bucket: "mimir-data", Ingester: "mimir-ingester-0",
		port:    8080,
		address: "mimir-gateway:80",
		rings: []ring{
			{"ingester", "mimir-distributor:8080", "/ingester/ring"},
			{"store-gateway", "mimir-store-gateway:8080", "/store-gateway/ring"},
		},
		signal: mimir{},
		flush: flush{
			message: message{"/ingester/flush?wait=true", asJSON, "{}"},
			uploads: "cortex_ingester_shipper_uploads_total",
		},
	}
}

// series is the metric's name; without a unit it is not changed on the way from OTLP to Prometheus.
const series = "kalypso_live_value"

// write sends one sample of a gauge by OTLP.
func (mimir) write(mark string, at time.Time) message {
	return message{"/otlp/v1/metrics", asJSON, fmt.Sprintf(`{"resourceMetrics":[{`+
		`"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%s"}}]},`+
		`"scopeMetrics":[{"metrics":[{"name":"%s","gauge":{"dataPoints":[{`+
		`"timeUnixNano":"%d","asInt":"%d","attributes":[{"key":"mark","value":{"stringValue":"%s"}}]`+
		`}]}}]}]}]}`, serviceName, series, at.UnixNano(), value(mark), mark)}
}

// read asks for the last sample, because a single one is not there any more at an instant five minutes later.
func (mimir) read(mark string, _ time.Time) string {
	query := fmt.Sprintf(`last_over_time(%s{mark="%s"}[%s])`, series, mark, window)
	return "/prometheus/api/v1/query?query=" + url.QueryEscape(query)
}

func (mimir) verify(mark string, answer []byte) error {
	var found struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Value  []any // a time and the value as text
			}
		}
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return fmt.Errorf("decoding %s: %w", excerpt(answer), err)
	}
	result := found.Data.Result
	if len(result) != 1 || len(result[0].Value) != 2 || result[0].Metric["mark"] != mark {
		return fmt.Errorf("want one series %s with mark %s, got %s", series, mark, excerpt(answer))
	}
	if want, got := strconv.Itoa(int(value(mark))), result[0].Value[1]; got != want {
		return fmt.Errorf("want value %s, got %v", want, got)
	}
	return nil
}
