// Package pyroscope is the store of profiles: Grafana Pyroscope as a single binary. It needs a bucket, and offers an OTLP
// receiver for profiles over gRPC and its query API, both on one port.
package pyroscope

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	// Retention is how long profiles are kept, as a Go duration in hours ("720h").
	Retention string
	Sizing    sizing.Pyroscope
	// Load decides the limits.
	Load sizing.Load
}

// Deps is what other components offer.
type Deps struct {
	// Store is the bucket that holds the data, and the identity that reaches it.
	Store kit.Bucket
}

// Endpoints are the addresses that Pyroscope offers; the type of each says which protocol is spoken there.
type Endpoints struct {
	Query kit.PyroscopeQuery
	OTLP  kit.OTLPGRPC
}

// Pyroscope is the component.
type Pyroscope struct{ kit.Component }

// New creates the Namespace, the Secret with the S3 credentials and the Release.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Pyroscope, error) {
	made := &Pyroscope{}
	outputs := Addresses(args.Component, args.Settings.Domain).outputs()
	if err := made.Backend(ctx, args.Spec, kit.Backend{Bucket: deps.Store, Values: values(args, deps), Outputs: outputs}, opts...); err != nil {
		return nil, err
	}
	return made, nil
}

// Addresses returns where Pyroscope will be, from the same pin as its Release.
func Addresses(pin manifest.Component, domain string) Endpoints {
	service := kit.ServiceOf(pin, domain, "", port)
	return Endpoints{
		Query: kit.PyroscopeQuery(service.URL("")),
		OTLP:  kit.OTLPGRPC(service.HostPort()),
	}
}

func (e Endpoints) outputs() pulumi.Map {
	return pulumi.Map{
		"query": pulumi.String(e.Query),
		"otlp":  pulumi.String(e.OTLP),
	}
}
