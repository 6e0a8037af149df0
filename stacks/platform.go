package stacks

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/addon"
	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/istio"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/components/otel"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/components/tempo"
)

// component is what the order needs of a component: the resources that mean "it works".
type component interface{ Ready() []pulumi.Resource }

// build makes one component to its specification.
type build func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error)

// platform is the whole platform: every typed component, and what it gets from which other, and from the cluster. What waits for what is in
// order.go; the charts, namespaces and waves are in manifests/.
func platform(p Plan, base *cluster.Cluster) map[string]build {
	at, keep, s3 := p.addresses(), p.Config.Retention, p.buckets()
	return map[string]build{
		"otel": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return otel.New(ctx, otel.Args{Spec: spec, EBPF: p.ebpf(), Nodes: p.verify().Nodes(cluster.OBI), Excluded: p.namespaces()},
				otel.Deps{Collector: at.collector, EBPFCheck: base.EBPFCheck}, opts...)
		},
		"istio": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return istio.New(ctx, istio.Args{Spec: spec}, istio.Deps{}, opts...)
		},
		"minio": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return minio.New(ctx, p.minio(spec), opts...)
		},
		"mimir": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return mimir.New(ctx, mimir.Args{Spec: spec, Retention: keep.Metrics.Hours()}, mimir.Deps{Store: s3["mimir"]}, opts...)
		},
		"tempo": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return tempo.New(ctx, tempo.Args{Spec: spec, Retention: keep.Traces.Hours()},
				tempo.Deps{Store: s3["tempo"], Metrics: at.mimir.Write}, opts...)
		},
		"loki": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return loki.New(ctx, loki.Args{Spec: spec, Retention: keep.Logs.Hours()}, loki.Deps{Store: s3["loki"]}, opts...)
		},
		"pyroscope": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return pyroscope.New(ctx, pyroscope.Args{Spec: spec, Retention: keep.Profiles.Hours()},
				pyroscope.Deps{Store: s3["pyroscope"]}, opts...)
		},
		"grafana": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			return grafana.New(ctx, p.grafana(spec), grafana.Deps{
				Metrics: at.mimir.Query, Traces: at.tempo.Query, Logs: at.loki.Query, Profiles: at.pyroscope.Query,
			}, opts...)
		},
		"telemetry": func(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
			deps := p.pipelines()
			deps.EBPFCheck = base.EBPFCheck
			return telemetry.New(ctx, telemetry.Args{Spec: spec, EBPF: p.ebpf(), Nodes: p.verify().Nodes(cluster.Profiler)}, deps, opts...)
		},
	}
}

// dropIn makes a directory of manifests/ that no typed component claims.
func dropIn(ctx *pulumi.Context, spec kit.Spec, opts ...pulumi.ResourceOption) (component, error) {
	return addon.New(ctx, addon.Args{Spec: spec}, opts...)
}
