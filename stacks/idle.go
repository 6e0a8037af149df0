package stacks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// idle warns of overrides that a chart takes and does nothing with, as it runs here.
func (p Plan) idle(lock charts.Lock) []string {
	var list []string
	for _, component := range p.Components {
		if len(component.Charts) != 1 {
			continue
		}
		chart := component.Charts[0]
		places := p.unread(component, chart, lock)
		for _, from := range p.layers[component.Name] {
			for _, place := range places {
				if place.Written(from.values) {
					list = append(list, fmt.Sprintf("%s: does nothing: %s", strict.Under(from.at, charts.Path(place.Path)), place.Why))
				}
			}
		}
	}
	return list
}

// unread are the places of a chart's values that nothing reads: those of its component's mode, and what is switched off.
func (p Plan) unread(component manifest.Component, chart manifest.Chart, lock charts.Lock) []kit.Idle {
	var places []kit.Idle
	if r, _ := typed(component.Name); r.idle != nil {
		places = r.idle()[chart.Release]
	}
	facts, _ := lock.Facts(chart.Name, chart.Version)
	values := kit.Merge(chart.Values, p.Overrides[chart.Release])
	places = slices.DeleteFunc(places, func(place kit.Idle) bool { return place.Read(values) })
	for _, path := range facts.Off {
		keys := strings.Split(path, ".")
		covered := slices.ContainsFunc(places, func(place kit.Idle) bool {
			return slices.Equal(place.Path, keys[:min(len(place.Path), len(keys))])
		})
		if covered || kit.Lookup(values, append(slices.Clone(keys), "enabled")...) == true {
			continue
		}
		section, _ := kit.Lookup(values, keys...).(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(section)) {
			if key != "enabled" {
				places = append(places, kit.Idle{Path: append(slices.Clone(keys), key), Why: path + " is switched off; write " + path + ".enabled: true if it is meant to run"})
			}
		}
	}
	return places
}
