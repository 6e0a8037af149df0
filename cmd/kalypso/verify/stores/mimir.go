package stores

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// Mimir stores metrics.
type Mimir struct{ API }

// Sample is a series' value at an instant.
type Sample struct {
	Labels map[string]string
	Value  float64
}

// vector is the answer to an instant query, of Prometheus and of Loki.
type vector struct {
	Data struct {
		Result []struct {
			Metric map[string]string
			Value  [2]any // a time and the value as text
		}
	}
}

func (v vector) samples() ([]Sample, error) {
	var samples []Sample
	for _, one := range v.Data.Result {
		value, err := strconv.ParseFloat(fmt.Sprint(one.Value[1]), 64)
		if err != nil {
			return nil, fmt.Errorf("reading a sample: %w", err)
		}
		samples = append(samples, Sample{one.Metric, value})
	}
	return samples, nil
}

// Query evaluates PromQL now.
func (m Mimir) Query(ctx context.Context, promQL string) ([]Sample, error) {
	var found vector
	if err := m.Get(ctx, "/api/v1/query", url.Values{"query": {promQL}}, &found); err != nil {
		return nil, err
	}
	return found.samples()
}

// Exemplars are the labels of the exemplars of the series that a query selects.
func (m Mimir) Exemplars(ctx context.Context, promQL string, from, to time.Time) ([]map[string]string, error) {
	var found struct {
		Data []struct {
			Exemplars []struct{ Labels map[string]string }
		}
	}
	query := url.Values{"query": {promQL}, "start": {seconds(from)}, "end": {seconds(to)}}
	if err := m.Get(ctx, "/api/v1/query_exemplars", query, &found); err != nil {
		return nil, err
	}
	var exemplars []map[string]string
	for _, series := range found.Data {
		for _, exemplar := range series.Exemplars {
			exemplars = append(exemplars, exemplar.Labels)
		}
	}
	return exemplars, nil
}

func seconds(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
