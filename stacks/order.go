package stacks

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// before returns the enabled components that must be ready before the named one starts, in the order of their waves. The
// default order is that of the waves: a component waits for every lower one. Its true edges are in its row, a drop-in's in
// an annotation (manifest.AfterAnnotation). Where a drop-in has none, its wave counts in both orders, for it and for
// those after it.
func (p Plan) before(name string) []string {
	var earlier []string
	r, _ := typed(name)
	pin := p.pin(name)
	for _, other := range p.Components {
		byWave := p.Config.Ordering == config.Waves || pin.After == nil && (p.dropIn(name) || p.dropIn(other.Name))
		if byWave && other.Wave < pin.Wave || slices.Contains(r.after, other.Name) || slices.Contains(pin.After, other.Name) {
			earlier = append(earlier, other.Name)
		}
	}
	return earlier
}

// checkAfter refuses names in the annotation that are not known, and edges that are not wanted or could make a cycle.
func (p Plan) checkAfter(known []string) error {
	var problems []error
	for _, pin := range p.Components {
		at := fmt.Sprintf("manifests/%s/namespace.yaml: %s", pin.Name, strict.Join("metadata.annotations", manifest.AfterAnnotation))
		if pin.After != nil && !p.dropIn(pin.Name) {
			problems = append(problems, fmt.Errorf("%s: the program knows what %s waits for: remove it", at, pin.Name))
			continue
		}
		for _, name := range pin.After {
			other := p.pin(name)
			switch {
			case name == pin.Name:
				problems = append(problems, fmt.Errorf("%s: %s names itself: remove it", at, name))
			case !slices.Contains(known, name):
				problems = append(problems, fmt.Errorf("%s: unknown component %q%s", at, name, strict.Hint(name, known)))
			case other.Wave > pin.Wave || other.Wave == pin.Wave && len(other.After) > 0:
				problems = append(problems, fmt.Errorf("%s: %s of wave %d does not start before wave %d of %s: raise %s above %d",
					at, name, other.Wave, pin.Wave, pin.Name, manifest.WaveAnnotation, other.Wave))
			}
		}
	}
	return errors.Join(problems...)
}

// compose makes the components wave by wave, so that what must come earlier has been made already: a true edge never
// points to a later wave, nor to one of its own wave that has true edges too.
func (p Plan) compose(ctx *pulumi.Context, base *cluster.Cluster, opts ...pulumi.ResourceOption) error {
	made := map[string]component{}
	for _, pin := range p.Components {
		var after []pulumi.Resource
		for _, name := range p.before(pin.Name) {
			after = append(after, made[name].Ready()...)
		}
		r, _ := typed(pin.Name)
		component, err := r.build(ctx, site{Plan: p, spec: p.spec(pin, after), cluster: base, opts: opts})
		if err != nil {
			return err
		}
		made[pin.Name] = component
	}
	if err := p.retire(ctx, made, opts...); err != nil {
		return err
	}
	if err := p.announce(ctx, made, opts...); err != nil {
		return err
	}
	return p.prove(ctx, made)
}
