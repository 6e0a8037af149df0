package stacks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// releases are the names under which a typed component installs its charts. A backend takes whatever name its one chart
// has, and makes its addresses of it.
func releases(component string) []string {
	switch component {
	case "otel":
		return []string{"opentelemetry-operator", "obi"}
	case "istio":
		return []string{"istio-base", "istiod"}
	case "minio":
		return []string{"kalypso-minio"}
	case "grafana":
		return []string{"grafana"}
	}
	return nil
}

// checkPins refuses manifests of a typed component that do not fit it: what it looks for and they lack would be found
// halfway through a deployment, and what they have and it does not look for would be left out without a word.
func (p Plan) checkPins(lock charts.Lock) error {
	var problems []error
	for _, component := range p.Components {
		if p.dropIn(component.Name) {
			continue
		}
		file := fmt.Sprintf("manifests/%s/kustomization.yaml", component.Name)
		if problem := fits(component); problem != "" {
			problems = append(problems, fmt.Errorf("%s: helmCharts: %s; a further chart belongs into a directory of its own", file, problem))
		}
		problems = append(problems, locked(component, file, lock)...)
		if len(component.Objects) > 0 {
			problems = append(problems, fmt.Errorf("%s: resources: the program makes the objects of %s, beside namespace.yaml none is taken "+
				"from here; further ones belong into a directory of their own", file, component.Name))
		}
	}
	return errors.Join(problems...)
}

// locked refuses pins that charts.lock does not know: their archive could be any, and a typo in their values would pass.
func locked(component manifest.Component, file string, lock charts.Lock) []error {
	var problems []error
	for _, chart := range component.Charts {
		if _, known := lock.Facts(chart.Name, chart.Version); !known {
			problems = append(problems, fmt.Errorf("%s: helmCharts: %s %s is not in charts.lock, which has %s; fetch the archive (make charts) "+
				"and lock it (make lock)", file, chart.Name, chart.Version, strings.Join(lock.Versions(chart.Name), ", ")))
		}
	}
	return problems
}

// fits says what is wrong with a typed component's charts; nothing if they fit.
func fits(component manifest.Component) string {
	var found []string
	for _, chart := range component.Charts {
		found = append(found, chart.Release)
	}
	if slices.Contains(config.Backends(), component.Name) {
		if len(found) != 1 {
			return fmt.Sprintf("found %d charts, want one", len(found))
		}
		return ""
	}
	want := releases(component.Name)
	if slices.Equal(slices.Sorted(slices.Values(found)), slices.Sorted(slices.Values(want))) {
		return ""
	}
	return fmt.Sprintf("found release names [%s], want [%s]", strings.Join(found, ", "), strings.Join(want, ", "))
}
