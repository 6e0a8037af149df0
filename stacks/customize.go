package stacks

import (
	"errors"
	"fmt"
	"maps"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// customize prepares what Kustomize does to the output of charts, whose archives are staged.
func (program Program) customize(p *Plan, supply charts.Supply) error {
	p.PostRenderers = map[string]string{}
	values := func(chart manifest.Chart) map[string]any { return kit.Merge(chart.Values, p.Overrides[chart.Release]) }
	tool := kustomize.New(program.Dir)
	var problems []error
	for i := range p.Components {
		staged, err := tool.Prepare(&p.Components[i], p.Archives, values)
		problems = append(problems, err, p.sayHooks(p.Components[i], supply))
		maps.Copy(p.PostRenderers, staged)
	}
	return errors.Join(problems...)
}

// sayHooks names charts whose hooks Kustomize would change: Helm hands them to no post-renderer.
func (p *Plan) sayHooks(component manifest.Component, supply charts.Supply) error {
	for _, chart := range component.Charts {
		if component.Customize == nil || chart.SkipHooks {
			continue
		}
		hooks, err := supply.Hooks(p.Archives[chart.Release])
		if err != nil {
			return err
		}
		if hooks {
			p.plain = append(p.plain, fmt.Sprintf("%s: the hooks of chart %s are run by Helm as the chart has them, no patch or label of this file "+
				"reaches them; skipHooks: true leaves them out", component.File, chart.Name))
		}
	}
	return nil
}
