package stacks

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// customize prepares what Kustomize does to the output of charts, whose archives are staged.
func (program Program) customize(p *Plan) error {
	p.PostRenderers = map[string]string{}
	var problems []error
	for i, component := range p.Components {
		if component.Customize == nil {
			continue
		}
		err := program.define(p, &p.Components[i])
		for _, chart := range component.Charts {
			if err == nil {
				p.PostRenderers[chart.Release], err = kustomize.Tool{Project: program.Dir}.Stage(chart.Release, *p.Components[i].Customize)
			}
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", component.File, err))
		}
	}
	return errors.Join(problems...)
}

// define takes what is in the crds/ of a drop-in's charts for objects of it: Helm would install them without a look at what Kustomize
// does to them.
func (program Program) define(p *Plan, component *manifest.Component) error {
	if !p.dropIn(component.Name) {
		return nil
	}
	component.Charts = slices.Clone(component.Charts)
	for i, chart := range component.Charts {
		if chart.IncludeCRDs == nil || !*chart.IncludeCRDs {
			continue
		}
		values := kit.Merge(chart.Values, p.Overrides[chart.Release])
		found, err := charts.Definitions(filepath.Join(program.Dir, p.Archives[chart.Release]), values)
		if err != nil || len(found) == 0 {
			return err
		}
		made, err := kustomize.Tool{Project: program.Dir}.Customize(*component.Customize, found)
		if err != nil {
			return err
		}
		definitions, err := made.Read()
		if err != nil {
			return err
		}
		component.Definitions = append(component.Definitions, definitions...)
		component.Charts[i].IncludeCRDs = new(bool)
		lenient := *component.Customize // a patch may be of a definition
		lenient.Charts++
		component.Customize = &lenient
	}
	return nil
}
