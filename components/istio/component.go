// Package istio is the control plane of the Istio service mesh: its definitions (istio-base) and istiod.
//
// It needs nothing and offers no address: a namespace joins the mesh by its own label istio-injection=enabled. No
// gateway and no sidecar is installed here, and none of the platform's own namespaces is injected.
package istio

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// The release names that manifests/istio lists.
const (
	baseRelease   = "istio-base"
	istiodRelease = "istiod"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	Sizing sizing.Istio
}

// Deps is what other components offer.
type Deps struct {
	// Collector takes the spans and the access logs of sidecars, as OTLP over gRPC; without one sidecars only tell metrics.
	Collector kit.Service
}

// Istio is the component.
type Istio struct {
	kit.Component
}

// New creates the Namespace, istio-base and, once its definitions and the reader's ServiceAccount exist, istiod.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Istio, error) {
	made := &Istio{}
	if err := made.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	base, err := made.Release(baseRelease, baseValues(args))
	if err != nil {
		return nil, err
	}
	istiod, err := made.Release(istiodRelease, istiodValues(args, deps), base)
	if err != nil {
		return nil, err
	}
	if deps.Collector.Name != "" {
		if _, err := made.Object(telemetry(args), istiod); err != nil {
			return nil, err
		}
	}
	return made, made.Finish(pulumi.Map{"namespace": pulumi.String(args.Namespace.Name)})
}
