package stacks

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/istio"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/components/network"
	"github.com/kalypsoServing/kalypso/components/otel"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/components/tempo"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// components is the whole platform: every typed component, in the order of the waves. A component is typed by being here;
// every other directory of manifests/ is a drop-in. Charts, namespaces and waves stand in manifests/.
func components() []row {
	return []row{{
		name:      "otel",
		protected: otel.Protected,
		metrics: []telemetry.Target{{Port: "metrics", Path: "/metrics", Jobs: []string{"controller-manager"}},
			{Port: "int-metrics", Path: "/metrics"}},
		doors:  []network.Door{{Name: "webhooks", Port: 9443, Open: true}},
		calls:  []string{"telemetry.otlp"},
		api:    true,
		sizing: func(s sizing.Sizing) any { return s.Otel },
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return otel.New(ctx, otel.Args{Spec: p.spec, Sizing: p.Config.Sizing.Otel, EBPF: p.obi(), Affinity: p.verify().Affinity(cluster.OBI),
				Excluded: append(p.namespaces(), p.Config.Telemetry.EBPFExclude...)},
				otel.Deps{Collector: p.collector(), EBPFCheck: p.cluster.EBPFCheck}, p.opts...)
		},
	}, {
		name:      "istio",
		protected: istio.Protected,
		metrics:   []telemetry.Target{{Port: "http-monitoring", Path: "/metrics", Jobs: []string{"istiod"}}},
		// Sidecars and gateways, in any namespace or in their node's network, and the API server.
		doors:  []network.Door{{Name: "sidecars", Port: 15012, Open: true}, {Name: "webhooks", Port: 15017, Open: true}},
		api:    true,
		sizing: func(s sizing.Sizing) any { return s.Istio },
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return istio.New(ctx, istio.Args{Spec: p.spec, Sizing: p.Config.Sizing.Istio}, istio.Deps{Collector: p.meshCollector()}, p.opts...)
		},
	}, {
		name:       "minio",
		credential: "minio/root",
		protected:  minio.Protected,
		guards:     minio.Guards,
		idle:       minio.Idle,
		volumes:    []volume{{"", func(s sizing.Sizing) sizing.Workload { return s.MinIO.Server }, []string{"persistence", "size"}}},
		metrics: []telemetry.Target{
			{Port: "http", Path: "/minio/v2/metrics/cluster", Jobs: []string{"minio"}},
			{Port: "http", Path: "/minio/v2/metrics/bucket"},
		},
		doors:   []network.Door{{Name: "s3", Port: 9000}, {Name: "console", Port: 9001}},
		reaches: Plan.minioReaches,
		sizing:  func(s sizing.Sizing) any { return s.MinIO },
		offers:  Plan.minioOffers,
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return minio.New(ctx, p.minioArgs(), p.opts...)
		},
	}, {
		name:       "mimir",
		after:      []string{"minio"}, // its bucket and its user
		bucket:     "mimir-data",
		credential: "s3/mimir",
		protected:  mimir.Protected,
		guards:     mimir.Guards,
		resolves:   true,
		parallel:   []string{"store-gateway", "compactor"},
		volumes: []volume{
			{"-ingester", func(s sizing.Sizing) sizing.Workload { return s.Mimir.Ingester }, []string{"ingester", "persistentVolume", "size"}},
			{"-alertmanager", func(s sizing.Sizing) sizing.Workload { return s.Mimir.Alertmanager }, []string{"alertmanager", "persistentVolume", "size"}},
		},
		metrics: []telemetry.Target{{Port: "http-metrics", Path: "/metrics", Jobs: []string{"distributor", "ingester", "querier",
			"query-frontend", "query-scheduler", "store-gateway", "compactor", "ruler", "alertmanager"}}},
		doors:   []network.Door{{Name: "api", Port: 8080}},
		calls:   []string{"minio.s3"},
		reaches: Plan.mimirReaches,
		sizing:  func(s sizing.Sizing) any { return s.Mimir },
		offers:  Plan.mimirOffers,
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return mimir.New(ctx, mimir.Args{Spec: p.spec, Sizing: p.Config.Sizing.Mimir, Retention: p.Config.Retention.Metrics.Hours(),
				Load: p.Config.Sizing.Load, Outage: p.Config.Sizing.Telemetry.MetricsOutage(p.Config.Sizing.Load),
				Rules: p.rules(), Alerting: p.Config.Alerting},
				mimir.Deps{Store: p.bucket("mimir")}, p.opts...)
		},
	}, {
		name:       "tempo",
		after:      []string{"minio"},
		bucket:     "tempo-traces",
		credential: "s3/tempo",
		protected:  tempo.Protected,
		guards:     tempo.Guards,
		idle:       tempo.Idle,
		resolves:   true,
		volumes: []volume{{"-ingester", func(s sizing.Sizing) sizing.Workload { return s.Tempo.Ingester },
			[]string{"ingester", "persistence", "size"}}},
		metrics: []telemetry.Target{{Port: "http-metrics", Path: "/metrics", Jobs: []string{"distributor", "ingester", "querier",
			"query-frontend", "compactor"}}},
		doors:  []network.Door{{Name: "api", Port: 8080}, {Name: "otlp", Port: 4317}},
		calls:  []string{"minio.s3", "mimir.api"}, // metrics of spans
		sizing: func(s sizing.Sizing) any { return s.Tempo },
		offers: Plan.tempoOffers,
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return tempo.New(ctx, tempo.Args{Spec: p.spec, Sizing: p.Config.Sizing.Tempo, Retention: p.Config.Retention.Traces.Hours(),
				Load: p.Config.Sizing.Load},
				tempo.Deps{Store: p.bucket("tempo"), Metrics: offered(p.Plan, "mimir", mimir.Addresses).Write}, p.opts...)
		},
	}, {
		name:       "loki",
		after:      []string{"minio"},
		bucket:     "loki-chunks",
		credential: "s3/loki",
		protected:  loki.Protected,
		guards:     loki.Guards,
		idle:       loki.Idle,
		resolves:   true,
		volumes: []volume{{"", func(s sizing.Sizing) sizing.Workload { return s.Loki.SingleBinary },
			[]string{"singleBinary", "persistence", "size"}}},
		checkValues: func(_ Plan, key string, values map[string]any) []error {
			return loki.Check(key, values)
		},
		metrics: []telemetry.Target{{Port: "http-metrics", Path: "/metrics", Jobs: []string{"single-binary"}}},
		doors:   []network.Door{{Name: "api", Port: 8080}},
		calls:   []string{"minio.s3", "mimir.api"}, // alerts
		sizing:  func(s sizing.Sizing) any { return s.Loki },
		offers:  Plan.lokiOffers,
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return loki.New(ctx, loki.Args{Spec: p.spec, Sizing: p.Config.Sizing.Loki, Retention: p.Config.Retention.Logs.Hours(),
				Load: p.Config.Sizing.Load, Rules: p.logRules()},
				loki.Deps{Store: p.bucket("loki"), Alerts: offered(p.Plan, "mimir", mimir.Addresses).Alerts}, p.opts...)
		},
	}, {
		name:       "pyroscope",
		after:      []string{"minio"},
		bucket:     "pyroscope",
		credential: "s3/pyroscope",
		protected:  pyroscope.Protected,
		guards:     pyroscope.Guards,
		volumes: []volume{{"", func(s sizing.Sizing) sizing.Workload { return s.Pyroscope.Server },
			[]string{"pyroscope", "persistence", "size"}}},
		metrics: []telemetry.Target{{Port: "http2", Path: "/metrics", Jobs: []string{"all"}}},
		doors:   []network.Door{{Name: "api", Port: 4040}},
		calls:   []string{"minio.s3"},
		sizing:  func(s sizing.Sizing) any { return s.Pyroscope },
		offers:  Plan.pyroscopeOffers,
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return pyroscope.New(ctx, pyroscope.Args{
				Spec: p.spec, Sizing: p.Config.Sizing.Pyroscope, Retention: p.Config.Retention.Profiles.Hours(), Load: p.Config.Sizing.Load,
			},
				pyroscope.Deps{Store: p.bucket("pyroscope")}, p.opts...)
		},
	}, {
		name:       "grafana",
		credential: "grafana/admin",
		protected:  grafana.Protected,
		guards:     grafana.Guards,
		volumes:    []volume{{"", func(s sizing.Sizing) sizing.Workload { return s.Grafana.Server }, []string{"persistence", "size"}}},
		metrics:    []telemetry.Target{{Port: "grafana", Path: "/metrics", Jobs: []string{"grafana"}}},
		doors:      []network.Door{{Name: "web", Port: 3000}},
		calls:      []string{"mimir.api", "tempo.api", "loki.api", "pyroscope.api"},
		api:        true, // its sidecar finds dashboards there
		sizing:     func(s sizing.Sizing) any { return s.Grafana },
		offers:     Plan.grafanaOffers,
		build: func(ctx *pulumi.Context, p site) (component, error) {
			password, fingerprint := p.credential("grafana")
			shown, _ := p.dashboards()
			return grafana.New(ctx, grafana.Args{Spec: p.spec, Sizing: p.Config.Sizing.Grafana, Dashboards: shown, Admin: password, Fingerprint: fingerprint},
				p.datasources(), p.opts...)
		},
	}, {
		name: "telemetry",
		// The operator's definitions and its webhook, and somewhere to send to.
		after:       []string{"otel", "mimir", "tempo", "loki", "pyroscope"},
		protected:   telemetry.Protected,
		checkValues: Plan.checkCollector,
		volumes:     []volume{{telemetry.GatewaySet(), func(s sizing.Sizing) sizing.Workload { return s.Telemetry.Gateway }, nil}},
		metrics:     []telemetry.Target{{Port: "metrics", Path: "/metrics"}},
		doors:       telemetry.Doors(),
		reaches:     Plan.telemetryReaches,
		calls:       []string{"mimir.api", "tempo.otlp", "loki.api", "pyroscope.api"},
		api:         true,
		sizing:      func(s sizing.Sizing) any { return s.Telemetry },
		offers:      Plan.telemetryOffers,
		build: func(ctx *pulumi.Context, p site) (component, error) {
			return telemetry.New(ctx, p.telemetry(p.spec), p.backends(p.cluster.EBPFCheck), p.opts...)
		},
	}}
}
