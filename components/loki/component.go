// Package loki is the store of logs: Grafana Loki as a single binary behind its gateway. It needs a bucket, and offers an
// OTLP receiver over HTTP and its query API.
package loki

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	// Retention is how long logs are kept, as a Go duration in hours ("720h").
	Retention string
	Sizing    sizing.Loki
	// Load decides the limits.
	Load sizing.Load
	// Rules are the texts of rule files by name.
	Rules map[string]string
}

// Deps is what other components offer.
type Deps struct {
	// Store is the bucket that holds the data, and the identity that reaches it.
	Store kit.Bucket
	// Alerts is where the alerts of the rules go; "" leaves the rules out.
	Alerts kit.Alertmanager
}

// Endpoints are the addresses that Loki offers; the type of each says which protocol is spoken there.
type Endpoints struct {
	Query kit.LokiQuery
	OTLP  kit.OTLPHTTP
}

// Loki is the component.
type Loki struct{ kit.Component }

// New creates the Namespace, the Secret with the S3 credentials and the Release.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Loki, error) {
	made := &Loki{}
	outputs := Addresses(args.Component, args.Settings.Domain).outputs()
	if err := made.Backend(ctx, args.Spec, kit.Backend{Bucket: deps.Store, Values: values(args, deps), Outputs: outputs,
		Files: ruleFiles(args, deps)}, opts...); err != nil {
		return nil, err
	}
	return made, nil
}

// Addresses returns where Loki will be, from the same pin as its Release.
func Addresses(pin manifest.Component, domain string) Endpoints {
	gateway := kit.ServiceOf(pin, domain, "-gateway", gatewayPort)
	return Endpoints{
		Query: kit.LokiQuery(gateway.URL("")),
		OTLP:  kit.OTLPHTTP(gateway.URL("/otlp")),
	}
}

func (e Endpoints) outputs() pulumi.Map {
	return pulumi.Map{
		"query": pulumi.String(e.Query),
		"otlp":  pulumi.String(e.OTLP),
	}
}
