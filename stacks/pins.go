package stacks

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// checkPins refuses manifests of a typed component that do not fit it: what it looks for and they lack would be found
// halfway through a deployment, and what they have and it does not look for would be left out without a word.
func (p Plan) checkPins(lock charts.Lock) error {
	var problems []error
	for _, component := range p.Components {
		if p.dropIn(component.Name) {
			continue
		}
		file := component.File
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

// locked refuses pins that charts.lock does not know: their archive could be any, and a typo in their values would pass. It refuses
// unpacked copies as well, which would be deployed in the place of the locked archive and have no digest to be held to.
func locked(component manifest.Component, file string, lock charts.Lock) []error {
	var problems []error
	for _, chart := range component.Charts {
		if _, known := lock.Facts(chart.Name, chart.Version); !known {
			problems = append(problems, fmt.Errorf("%s: helmCharts: %s %s is not in charts.lock, which has %s; fetch the archive (make charts) "+
				"and lock it (make lock)", file, chart.Name, chart.Version, strings.Join(lock.Versions(chart.Name), ", ")))
		}
		if chart.Home != "" {
			problems = append(problems, fmt.Errorf("%s: helmCharts: a copy of chart %s is unpacked in %s/, which charts.lock has no digest of: "+
				"remove it; values that the chart lacks go into kalypso:components.%s.values, and a chart of your own into a directory of its own",
				file, chart.Name, chart.Home, component.Name))
		}
	}
	return problems
}

// fits says what is wrong with a typed component's charts; nothing if they are the releases that the component makes.
func fits(component manifest.Component) string {
	var found []string
	for _, chart := range component.Charts {
		found = append(found, chart.Release)
	}
	want := slices.Sorted(maps.Keys(protected(component.Name)))
	if slices.Equal(slices.Sorted(slices.Values(found)), want) {
		return ""
	}
	return fmt.Sprintf("found release names [%s], want [%s]", strings.Join(found, ", "), strings.Join(want, ", "))
}

// apps returns what each release installs, unless its image is overridden.
func apps(all []manifest.Component, lock charts.Lock) map[string]string {
	versions := map[string]string{}
	for _, component := range all {
		for _, chart := range component.Charts {
			facts, _ := lock.Facts(chart.Name, chart.Version)
			versions[chart.Release] = facts.AppVersion
		}
	}
	return versions
}

// imageValues are the images that the charts of typed components name in values, by release name. Drop-ins name theirs themselves.
func (p Plan) imageValues(lock charts.Lock) map[string]map[string]images.Value {
	named := map[string]map[string]images.Value{}
	for _, component := range p.Components {
		if p.dropIn(component.Name) {
			continue
		}
		for _, chart := range component.Charts {
			facts, _ := lock.Facts(chart.Name, chart.Version)
			named[chart.Release] = facts.ImageValues
		}
	}
	return named
}
