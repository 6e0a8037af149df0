package stores

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Tempo stores traces.
type Tempo struct{ API }

// Span is one of a trace. Resource are the attributes of the service, Attributes its own; values are texts.
type Span struct {
	Service, Name        string
	Start                time.Time
	Resource, Attributes []Attribute
}

// Attribute is a key and its value, in the order in which they came.
type Attribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// attributes are OTLP's, of which only texts and numbers count here.
type attributes []struct {
	Key   string
	Value struct {
		StringValue *string
		IntValue    any
		DoubleValue *float64
		BoolValue   *bool
	}
}

// batch is what one service sent.
type batch struct {
	Resource   struct{ Attributes attributes }
	ScopeSpans []struct {
		Spans []struct {
			Name              string
			StartTimeUnixNano string
			Attributes        attributes
		}
	}
}

// Trace are the spans of a trace.
func (t Tempo) Trace(ctx context.Context, id string) ([]Span, error) {
	var found struct{ Batches, ResourceSpans []batch }
	if err := t.Get(ctx, "/api/traces/"+id, nil, &found); err != nil {
		return nil, err
	}
	var spans []Span
	for _, batch := range append(found.Batches, found.ResourceSpans...) {
		resource := batch.Resource.Attributes.texts()
		for _, scope := range batch.ScopeSpans {
			for _, span := range scope.Spans {
				nanos, err := strconv.ParseInt(span.StartTimeUnixNano, 10, 64)
				if err != nil {
					return nil, err
				}
				spans = append(spans, Span{Value(resource, "service.name"), span.Name, time.Unix(0, nanos), resource, span.Attributes.texts()})
			}
		}
	}
	return spans, nil
}

// Search are the ids of traces that a TraceQL query finds.
func (t Tempo) Search(ctx context.Context, traceQL string, from, to time.Time) ([]string, error) {
	var found struct {
		Traces []struct {
			TraceID string `json:"traceID"`
		}
	}
	// The end is not in it, and is in whole seconds.
	query := url.Values{"q": {traceQL}, "start": {seconds(from)}, "end": {seconds(to.Add(2 * time.Second))}, "limit": {"20"}}
	if err := t.Get(ctx, "/api/search", query, &found); err != nil {
		return nil, err
	}
	var ids []string
	for _, trace := range found.Traces {
		ids = append(ids, strings.Repeat("0", max(0, 32-len(trace.TraceID)))+trace.TraceID)
	}
	return ids, nil
}

func (a attributes) texts() []Attribute {
	var texts []Attribute
	for _, one := range a {
		text, value := "", one.Value
		switch {
		case value.StringValue != nil:
			text = *value.StringValue
		case value.DoubleValue != nil:
			text = strconv.FormatFloat(*value.DoubleValue, 'g', -1, 64)
		case value.BoolValue != nil:
			text = strconv.FormatBool(*value.BoolValue)
		case value.IntValue != nil: // a text or a number, by the encoder
			text = integer(value.IntValue)
		}
		texts = append(texts, Attribute{one.Key, text})
	}
	return texts
}

func integer(value any) string {
	if number, isNumber := value.(float64); isNumber {
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	text, _ := value.(string)
	return text
}

// Value is that of the first attribute with the key, "" without one.
func Value(attributes []Attribute, key string) string {
	for _, attribute := range attributes {
		if attribute.Key == key {
			return attribute.Value
		}
	}
	return ""
}
