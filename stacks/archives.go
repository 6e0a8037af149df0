package stacks

import (
	"context"
	"errors"
	"slices"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// stage puts every enabled chart's verified archive below .charts and returns the paths by release name.
func (program Program) stage(ctx context.Context, p Plan, lock charts.Lock, mirrors charts.Mirrors) (map[string]string, error) {
	var requests []charts.Request
	for _, component := range p.Components {
		for _, chart := range component.Charts {
			requests = append(requests, request(chart))
		}
	}
	paths, err := program.supply(p.Config, mirrors).Stage(ctx, requests, lock)
	if err != nil {
		return nil, err
	}
	archives := map[string]string{}
	for _, component := range p.Components {
		for _, chart := range component.Charts {
			archives[chart.Release] = paths[request(chart)]
		}
	}
	return archives, nil
}

// withNulls hands the nulls of directories' values to the charts, by archives of their own.
func (program Program) withNulls(p *Plan, mirrors charts.Mirrors) error {
	var problems []error
	for i, component := range p.Components {
		p.Components[i].Charts = slices.Clone(component.Charts)
		for j, chart := range component.Charts {
			archive, values, err := program.supply(p.Config, mirrors).WithNulls(p.Archives[chart.Release], chart.Values)
			problems = append(problems, err)
			p.Archives[chart.Release], p.Components[i].Charts[j].Values = archive, values
		}
	}
	return errors.Join(problems...)
}

// supply is where archives come from.
func (program Program) supply(settings config.Config, mirrors charts.Mirrors) charts.Supply {
	return charts.Supply{Source: settings.Charts, Project: program.Dir, Cache: program.Cache, Mirrors: mirrors}
}

func request(chart manifest.Chart) charts.Request {
	return charts.Request{Name: chart.Name, Version: chart.Version, Repo: chart.Repo, ChartHome: chart.Home}
}
