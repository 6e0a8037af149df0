package traffic

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Sample is one value of a query's answer.
type Sample struct {
	Labels map[string]string
	Value  float64
}

type oneSeries struct {
	Metric map[string]string
	Value  []any
	Values [][]any
}

type vector struct {
	Data struct{ Result []oneSeries }
}

func samples(answer []byte) ([]Sample, error) {
	var result vector
	if err := decode(answer, &result); err != nil {
		return nil, err
	}
	var all []Sample
	for _, one := range result.Data.Result {
		value, err := value(one.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, Sample{Labels: one.Metric, Value: value})
	}
	return all, nil
}

// value reads a time and a value as text.
func value(pair []any) (float64, error) {
	if len(pair) != 2 {
		return 0, fmt.Errorf("reading back a sample: %v is no time with a value", pair)
	}
	parsed, err := strconv.ParseFloat(fmt.Sprint(pair[1]), 64)
	if err != nil {
		return 0, fmt.Errorf("reading back a sample: %w", err)
	}
	return parsed, nil
}

// addPoints adds the values of all samples of an answer.
func (n Numbers) addPoints(answer []byte) error {
	var result vector
	if err := decode(answer, &result); err != nil {
		return err
	}
	for _, one := range result.Data.Result {
		for _, pair := range one.Values {
			value, err := value(pair)
			if err != nil {
				return err
			}
			n[int(value)] = true
		}
	}
	return nil
}

// addSpans adds the spans of a trace by their ids, which are numbers; those of another trace would be outside of its thousand.
func (n Numbers) addSpans(answer []byte, first int) error {
	var found struct {
		Trace struct {
			ResourceSpans []struct {
				ScopeSpans []struct{ Spans []struct{ SpanID string } }
			}
		}
	}
	if err := decode(answer, &found); err != nil {
		return err
	}
	for _, resource := range found.Trace.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, one := range scope.Spans {
				number, err := spanNumber(one.SpanID)
				if err != nil {
					return err
				}
				if number >= first && number < first+PerTrace {
					n[number] = true
				}
			}
		}
	}
	return nil
}

// spanNumber reads an id in hexadecimal, or in base64, as Tempo writes it.
func spanNumber(id string) (int, error) {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != 8 {
		if raw, err = base64.StdEncoding.DecodeString(id); err != nil {
			return 0, fmt.Errorf("reading back a span: %w", err)
		}
	}
	number, err := strconv.ParseInt(hex.EncodeToString(raw), 16, 64)
	if err != nil {
		return 0, fmt.Errorf("reading back a span: %w", err)
	}
	return int(number) - 1, nil
}

func isNotFound(err error) bool { return apierrors.IsNotFound(err) }
