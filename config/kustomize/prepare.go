package kustomize

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Prepare readies what Kustomize does to the output of a component's charts: it stages their post-renderers, whose paths it returns by
// release, and sets the component's Definitions. archives are the staged charts by release, relative to the project.
func (t *Tool) Prepare(
	component *manifest.Component, archives map[string]string, values func(manifest.Chart) map[string]any,
) (map[string]string, error) {
	staged := map[string]string{}
	if component.Customize == nil {
		return staged, nil
	}
	if err := t.define(component, archives, values); err != nil {
		return nil, fmt.Errorf("%s: %w", component.File, err)
	}
	for _, chart := range component.Charts {
		path, err := t.stage(chart.Release, *component.Customize)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", component.File, err)
		}
		staged[chart.Release] = path
	}
	return staged, nil
}

// define takes what is in the crds/ of charts that install it for objects: Helm would install it without a look at what Kustomize does to
// it.
func (t *Tool) define(component *manifest.Component, archives map[string]string, values func(manifest.Chart) map[string]any) error {
	component.Charts = slices.Clone(component.Charts)
	customize := *component.Customize
	for i, chart := range component.Charts {
		if chart.IncludeCRDs == nil || !*chart.IncludeCRDs {
			continue
		}
		found, err := charts.Definitions(filepath.Join(t.project, archives[chart.Release]), values(chart))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			continue
		}
		made, err := t.ask(*component.Customize, found)
		if err != nil {
			return err
		}
		definitions, err := made.Read()
		if err != nil {
			return err
		}
		component.Definitions = append(component.Definitions, definitions...)
		component.Charts[i].IncludeCRDs = new(bool)
		customize.Beside = append(customize.Beside, found...)
	}
	component.Customize = &customize
	return nil
}
