// Package tempo is the store of traces: Grafana Tempo as microservices, with the generator that turns spans into metrics.
// It needs a bucket, and a remote-write receiver for the generator. It offers an OTLP receiver over gRPC and its query API.
package tempo

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	// Retention is how long traces are kept, as a Go duration in hours ("720h").
	Retention string
	Sizing    sizing.Tempo
	// Load decides the limits.
	Load sizing.Load
}

// Deps is what other components offer.
type Deps struct {
	// Store is the bucket that holds the data, and the identity that reaches it.
	Store kit.Bucket
	// Metrics takes the metrics made from spans; empty switches the metrics generator off.
	Metrics kit.PromRemoteWrite
}

// Endpoints are the addresses that Tempo offers; the type of each says which protocol is spoken there.
type Endpoints struct {
	Query kit.TempoQuery
	OTLP  kit.OTLPGRPC
}

// Tempo is the component.
type Tempo struct{ kit.Component }

// New creates the Namespace, the Secret with the S3 credentials and the Release.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Tempo, error) {
	made := &Tempo{}
	outputs := Addresses(args.Component, args.Settings.Domain).outputs()
	if err := made.Backend(ctx, args.Spec, kit.Backend{Bucket: deps.Store, Values: values(args, deps), Outputs: outputs}, opts...); err != nil {
		return nil, err
	}
	return made, nil
}

// Addresses returns where Tempo will be, from the same pin as its Release.
func Addresses(pin manifest.Component, domain string) Endpoints {
	return Endpoints{
		Query: kit.TempoQuery(kit.ServiceOf(pin, domain, "-gateway", gatewayPort).URL("")),
		OTLP:  kit.OTLPGRPC(kit.ServiceOf(pin, domain, "-distributor", 4317).HostPort()),
	}
}

func (e Endpoints) outputs() pulumi.Map {
	return pulumi.Map{
		"query": pulumi.String(e.Query),
		"otlp":  pulumi.String(e.OTLP),
	}
}
