package stores

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Pyroscope stores profiles.
type Pyroscope struct{ API }

// Profiles is what is asked for: a type, a label selector like {service_name="x"}, and a time.
type Profiles struct {
	Type, Selector string
	From, To       time.Time
}

// Frames are the names of the functions in the merged profile, without its root.
func (p Pyroscope) Frames(ctx context.Context, of Profiles) ([]string, error) {
	var found struct {
		Flamegraph struct{ Names []string }
	}
	if err := p.ask(ctx, "SelectMergeStacktraces", of, nil, &found); err != nil {
		return nil, err
	}
	names := found.Flamegraph.Names
	if len(names) > 0 && names[0] == "total" {
		names = names[1:]
	}
	return names, nil
}

// Groups are the values of a label for which there are profiles.
func (p Pyroscope) Groups(ctx context.Context, of Profiles, label string) ([]string, error) {
	var found struct {
		Series []struct {
			Labels []struct{ Name, Value string }
		}
	}
	more := map[string]any{"group_by": []string{label}, "step": of.To.Sub(of.From).Seconds()}
	if err := p.ask(ctx, "SelectSeries", of, more, &found); err != nil {
		return nil, err
	}
	var values []string
	for _, series := range found.Series {
		for _, one := range series.Labels {
			if one.Name == label {
				values = append(values, one.Value)
			}
		}
	}
	return values, nil
}

func (p Pyroscope) ask(ctx context.Context, method string, of Profiles, more map[string]any, out any) error {
	query := map[string]any{
		"profile_typeID": of.Type, "label_selector": of.Selector, "start": of.From.UnixMilli(), "end": of.To.UnixMilli(),
	}
	for key, value := range more {
		query[key] = value
	}
	body, err := json.Marshal(query)
	if err != nil {
		return fmt.Errorf("encoding a query of profiles: %w", err)
	}
	return p.Post(ctx, "/querier.v1.QuerierService/"+method, body, out)
}
