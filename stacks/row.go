package stacks

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/addon"
	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/network"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// row is one typed component.
type row struct {
	// name is that of its package in components/ and of its directory in manifests/.
	name string
	// after names the components that must be ready first, also with kalypso:ordering dependencies: without them it cannot
	// work, or crashes in a loop. Edges inside a component (istiod after istio-base) are its own.
	after []string
	// bucket is where it keeps its data, unless kalypso:objectStore names another; "" if it needs none.
	bucket string
	// credential is the label from which its credential is derived, "" if it has none. Another label is another credential.
	credential string
	// protected returns, for each release that it makes, the values that connect it to its credentials. No override may
	// touch them.
	protected func() map[string]map[string]any
	// guards returns, for each release, what else no override may change; nil for nothing.
	guards func() map[string][]kit.Guard
	// idle returns, for each release, what overrides can change without any effect; nil for nothing.
	idle func() map[string][]kit.Idle
	// checkValues returns what is wrong with components.<name>.values, each problem below key, beside what a chart
	// tells; nil for nothing.
	checkValues func(p Plan, key string, values map[string]any) []error
	// resolves says that its gateways are nginx, which does not start unless it resolves names by the cluster's DNS Service.
	resolves bool
	// parallel are its StatefulSets, after the release's name, that earlier versions made with another pod management policy.
	parallel []string
	// volumes are those whose size its sizing decides.
	volumes []volume
	// metrics are what it tells of itself: ports of its containers.
	metrics []telemetry.Target
	// doors are the ports of its pods that others go to, calls the doors of others that it goes to ("mimir.api"), and api says that its
	// pods ask the API server: from these come the NetworkPolicies (package network, flows.go).
	doors []network.Door
	calls []string
	api   bool
	// reaches says what the configuration makes of its flows; nil for nothing.
	reaches func(Plan, *network.Member)
	// sizing picks its sizes.
	sizing func(sizing.Sizing) any
	// offers says what people and programs find there; nil for nothing.
	offers func(Plan) offer
	// build makes it.
	build func(*pulumi.Context, site) (component, error)
}

// offer is what a component offers to the readers of the stack's outputs.
type offer struct {
	// endpoints are addresses inside the cluster, by what speaks there.
	endpoints map[string]string
	// access says how a person uses it: a line of the stack's readme, or "".
	access string
	// passwords are the secret outputs.
	passwords map[string]credential.Secret
}

// component is what the composition needs of a component: the resources that mean "it works", and a text that changes with it.
type component interface {
	Ready() []pulumi.Resource
	Fingerprint() string
}

// site is what a component is built from.
type site struct {
	Plan
	spec    kit.Spec
	cluster *cluster.Cluster
	opts    []pulumi.ResourceOption
}

// typed returns the row of a component; of a drop-in, ok is false.
func typed(name string) (r row, ok bool) {
	all := components()
	at := slices.IndexFunc(all, func(r row) bool { return r.name == name })
	if at < 0 {
		return row{name: name, build: dropIn}, false
	}
	return all[at], true
}

// dropIn makes a directory of manifests/ that has no row.
func dropIn(ctx *pulumi.Context, p site) (component, error) {
	return addon.New(ctx, addon.Args{Spec: p.spec}, p.opts...)
}

// platform is what the configuration may name.
func (program Program) platform() config.Platform {
	known := config.Platform{Profiles: program.Profiles, Buckets: map[string]string{}}
	if known.Profiles == nil {
		known.Profiles = config.Profiles()
	}
	for _, r := range components() {
		if r.bucket != "" {
			known.Buckets[r.name] = r.bucket
		}
		if r.credential != "" {
			known.Credentials = append(known.Credentials, r.name)
		}
	}
	return known
}

// offered returns the addresses of a component, made from its pin and the cluster's domain; empty ones if it is switched off.
func offered[Addresses any](p Plan, name string, addresses func(manifest.Component, string) Addresses) Addresses {
	var none Addresses
	if !p.on(name) {
		return none
	}
	return addresses(p.pin(name), p.Config.Cluster.Domain)
}
