package stacks

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// before returns the enabled components that must be ready before the named one starts, in the order of their waves. The
// default order is that of the waves: a component waits for every lower one. Its true edges are in its row.
// A drop-in's needs are not known, so its wave counts in both orders, for it and for those after it.
func (p Plan) before(name string) []string {
	var earlier []string
	r, _ := typed(name)
	for _, other := range p.Components {
		lower := other.Wave < p.pin(name).Wave
		if lower && (p.Config.Ordering == config.Waves || p.dropIn(name) || p.dropIn(other.Name)) ||
			slices.Contains(r.after, other.Name) {
			earlier = append(earlier, other.Name)
		}
	}
	return earlier
}

// compose makes the components wave by wave, so that whatever must come earlier has been made already: a true edge
// never points to a later wave.
func (p Plan) compose(ctx *pulumi.Context, base *cluster.Cluster, opts ...pulumi.ResourceOption) error {
	made := map[string]component{}
	for _, pin := range p.Components {
		var after []pulumi.Resource
		for _, name := range p.before(pin.Name) {
			after = append(after, made[name].Ready()...)
		}
		r, _ := typed(pin.Name)
		component, err := r.build(ctx, site{Plan: p, spec: p.spec(pin, after), size: p.Config.Sizing, cluster: base, opts: opts})
		if err != nil {
			return err
		}
		made[pin.Name] = component
	}
	return nil
}
