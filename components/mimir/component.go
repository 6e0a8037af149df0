// Package mimir is the store of metrics: Grafana Mimir in its classic architecture, without Kafka. It needs a bucket, and
// offers a Prometheus remote-write receiver, an OTLP receiver and a Prometheus query API, all behind its gateway. It evaluates the
// platform's rules, and sends its alerts.
package mimir

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	// Retention is how long metrics are kept, as a Go duration in hours ("720h").
	Retention string
	Sizing    sizing.Mimir
	// Load and Outage decide the limits: Outage is for how many minutes the collectors keep metrics when Mimir is away.
	Load   sizing.Load
	Outage int
	// Rules are the texts of rule files by name.
	Rules map[string]string
	// Alerting says who is told.
	Alerting config.Alerting
}

// Deps is what other components offer.
type Deps struct {
	// Store is the bucket that holds the data, and the identity that reaches it.
	Store kit.Bucket
}

// Endpoints are the addresses that Mimir offers; the type of each says which protocol is spoken there.
type Endpoints struct {
	Write kit.PromRemoteWrite
	Query kit.PromQuery
	OTLP  kit.OTLPHTTP
	// Alerts is the Alertmanager's.
	Alerts kit.Alertmanager
}

// Mimir is the component.
type Mimir struct{ kit.Component }

// New creates the Namespace, the Secret with the S3 credentials and the Release.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Mimir, error) {
	made := &Mimir{}
	args.Overrides = maps.Clone(args.Overrides)
	if own, ok := args.Overrides["mimir"]; ok {
		args.Overrides["mimir"] = spread(own)
	}
	outputs := Addresses(args.Component, args.Settings.Domain).outputs()
	routes, err := routing(args.Alerting)
	if err != nil {
		return nil, err
	}
	backend := kit.Backend{
		Bucket: deps.Store, Values: values(args, deps), Outputs: outputs, Files: ruleFiles(args.Rules, args.Alerting),
		Secrets: map[string]map[string]credential.Secret{routesSecret: {tenant + ".yaml": routes}},
	}
	if err := made.Backend(ctx, args.Spec, backend, opts...); err != nil {
		return nil, err
	}
	return made, nil
}

// Addresses returns where Mimir will be, from the same pin as its Release.
func Addresses(pin manifest.Component, domain string) Endpoints {
	gateway := kit.ServiceOf(pin, domain, "-gateway", gatewayPort)
	return Endpoints{
		Write:  kit.PromRemoteWrite(gateway.URL("/api/v1/push")),
		Query:  kit.PromQuery(gateway.URL("/prometheus")),
		OTLP:   kit.OTLPHTTP(gateway.URL("/otlp")),
		Alerts: kit.Alertmanager(gateway.URL("/alertmanager")),
	}
}

func (e Endpoints) outputs() pulumi.Map {
	return pulumi.Map{
		"write":  pulumi.String(e.Write),
		"query":  pulumi.String(e.Query),
		"otlp":   pulumi.String(e.OTLP),
		"alerts": pulumi.String(e.Alerts),
	}
}
