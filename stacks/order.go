package stacks

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// needs are the true edges between components: who cannot work, or would crash in a loop, before whom. Everything else
// retries. Edges inside a component (istiod after istio-base, a Release after its Namespace and Secrets) are its own.
//
// The default order is coarser: the waves that manifests/ declare. There a component waits for every lower wave.
func needs(component string) []string {
	switch component {
	case "mimir", "tempo", "loki", "pyroscope":
		return []string{"minio"} // its bucket and its user
	case "telemetry":
		return []string{"otel", "mimir", "tempo", "loki", "pyroscope"} // the operator's CRD and webhook; somewhere to send to
	}
	return nil
}

// before returns the enabled components that must be ready before the named one starts, in the order of their waves.
// A drop-in's needs are not known, so its wave counts in both orders, for it and for those after it.
func (p Plan) before(name string) []string {
	var earlier []string
	for _, other := range p.Components {
		lower := other.Wave < p.pin(name).Wave
		if lower && (p.Config.Ordering == config.Waves || p.dropIn(name) || p.dropIn(other.Name)) ||
			slices.Contains(needs(name), other.Name) {
			earlier = append(earlier, other.Name)
		}
	}
	return earlier
}

// compose makes the components wave by wave, so that whatever must come earlier has been made already: a true edge
// never points to a later wave.
func (p Plan) compose(ctx *pulumi.Context, base *cluster.Cluster, opts ...pulumi.ResourceOption) error {
	typed, made := platform(p, base), map[string]component{}
	for _, pin := range p.Components {
		var after []pulumi.Resource
		for _, name := range p.before(pin.Name) {
			after = append(after, made[name].Ready()...)
		}
		build, ok := typed[pin.Name]
		if !ok {
			build = dropIn
		}
		component, err := build(ctx, p.spec(pin, after), opts...)
		if err != nil {
			return err
		}
		made[pin.Name] = component
	}
	return nil
}
