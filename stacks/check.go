package stacks

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/nearest"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// checkOverrides sorts the user's values by release into p.Overrides and checks each against its chart.
func (p Plan) checkOverrides(lock charts.Lock) error {
	var problems []error
	for _, component := range p.Components {
		layers := p.layers[component.Name]
		if len(component.Charts) == 0 && len(layers) > 0 {
			problems = append(problems, p.checkWithoutChart(layers, component.Name)...)
			continue
		}
		for _, from := range layers {
			if len(component.Charts) == 1 {
				problems = append(problems, p.checkRelease(from.at, component.Name, component.Charts[0], from.values, lock)...)
			} else {
				problems = append(problems, p.checkReleases(from.at, component, from.values, lock)...)
			}
		}
	}
	return errors.Join(problems...)
}

// checkWithoutChart takes the values of a component that has no chart, if the component takes any: all together, for what one says may
// refer to another.
func (p Plan) checkWithoutChart(layers []layer, component string) []error {
	key, values := layers[len(layers)-1].at, p.Config.Components[component].Values
	r, _ := typed(component)
	if r.checkValues == nil {
		return []error{fmt.Errorf("%s: %s has no chart that would take values", strings.TrimSuffix(key, ": "), component)}
	}
	if nulls := strict.RefuseNulls(key, values); len(nulls) > 0 {
		return nulls
	}
	return r.checkValues(p, key, values)
}

// checkReleases takes the values of a component with several releases, which are keyed by release name.
func (p Plan) checkReleases(key string, component manifest.Component, values map[string]any, lock charts.Lock) []error {
	byRelease := map[string]manifest.Chart{}
	for _, chart := range component.Charts {
		byRelease[chart.Release] = chart
	}
	releases := slices.Sorted(maps.Keys(byRelease))
	var problems []error
	for _, release := range slices.Sorted(maps.Keys(values)) {
		chart, known := byRelease[release]
		inner, isMap := values[release].(map[string]any)
		switch {
		case !known:
			problem := fmt.Errorf("%s: %s has several releases, so its values stand below a release's name: %s",
				strict.Under(key, release), component.Name, strings.Join(releases, " or "))
			if near, ok := nearest.To(release, releases); ok {
				problem = fmt.Errorf("%w (did you mean %s?)", problem, near)
			}
			problems = append(problems, problem)
		case !isMap:
			problems = append(problems, fmt.Errorf("%s: found %T, want a map of the chart's values", strict.Under(key, release), values[release]))
		default:
			problems = append(problems, p.checkRelease(strict.Under(key, release), component.Name, chart, inner, lock)...)
		}
	}
	return problems
}

func (p Plan) checkRelease(key, component string, chart manifest.Chart, values map[string]any, lock charts.Lock) []error {
	var problems []error
	for _, path := range kit.Conflicts(protected(component)[chart.Release], values) {
		problems = append(problems, fmt.Errorf("%s: connects %s to its credentials and cannot be overridden: remove it",
			strict.Under(key, path), chart.Release))
	}
	if r, _ := typed(component); r.guards != nil {
		for _, guard := range r.guards()[chart.Release] {
			if guard.Refused(values) {
				problems = append(problems, fmt.Errorf("%s: %s", strict.Under(key, charts.Path(guard.Path)), guard.Why))
			}
		}
	}
	if facts, locked := lock.Facts(chart.Name, chart.Version); !locked {
		problems = append(problems, strict.RefuseNulls(key, values)...)
	} else {
		values = facts.Settled(values, kit.Merge(chart.Values, p.Overrides[chart.Release]))
		problems = append(problems, unfit(key, values, facts)...)
	}
	if r, _ := typed(component); r.checkValues != nil {
		problems = append(problems, r.checkValues(p, key, values)...)
	}
	p.Overrides[chart.Release] = kit.Merge(p.Overrides[chart.Release], values)
	return problems
}

// unfit is what the chart does not take, and every null that is left where the chart's keys say nothing of it: in lists, and below what
// is the user's own.
func unfit(key string, values map[string]any, facts charts.Facts) []error {
	var problems []error
	for _, problem := range facts.Unfit(values) {
		problems = append(problems, errors.New(strict.Under(key, problem.String())))
	}
	said := len(problems)
	for _, null := range strict.RefuseNulls(key, values) {
		place, _, _ := strings.Cut(null.Error(), ": found")
		covered := slices.ContainsFunc(problems[:said], func(problem error) bool {
			at, _, _ := strings.Cut(strings.TrimPrefix(problem.Error(), key), ": ")
			return strings.HasPrefix(strings.TrimPrefix(place, key)+".", at+".")
		})
		if !covered {
			problems = append(problems, null)
		}
	}
	return problems
}

// protected returns a component's protected values by release; none for a drop-in.
func protected(component string) map[string]map[string]any {
	r, ok := typed(component)
	if !ok {
		return nil
	}
	return r.protected()
}

// checkStore refuses backends that would have nowhere to keep their data.
func (p Plan) checkStore() error {
	if p.on("minio") || p.Config.External() != nil {
		return nil
	}
	var problems []error
	for _, r := range p.stored() {
		problems = append(problems, fmt.Errorf("kalypso:components.%s: needs an object store, and minio is switched off: "+
			"enable minio, set kalypso:objectStore, or switch %s off too", r.name, r.name))
	}
	return errors.Join(problems...)
}
