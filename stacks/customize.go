package stacks

import (
	"errors"
	"maps"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// customize prepares what Kustomize does to the output of charts, whose archives are staged.
func (program Program) customize(p *Plan) error {
	p.PostRenderers = map[string]string{}
	values := func(chart manifest.Chart) map[string]any { return kit.Merge(chart.Values, p.Overrides[chart.Release]) }
	tool := kustomize.New(program.Dir)
	var problems []error
	for i := range p.Components {
		staged, err := tool.Prepare(&p.Components[i], p.Archives, values)
		problems = append(problems, err)
		maps.Copy(p.PostRenderers, staged)
	}
	return errors.Join(problems...)
}
