package stacks

import (
	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/components/tempo"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// addresses are what the enabled components offer; those of a component that is off are empty.
type addresses struct {
	mimir     mimir.Endpoints
	tempo     tempo.Endpoints
	loki      loki.Endpoints
	pyroscope pyroscope.Endpoints
	grafana   grafana.Endpoints
	collector kit.OTLPGRPC
}

func (p Plan) addresses() addresses {
	var at addresses
	if p.on("mimir") {
		at.mimir = mimir.Addresses(p.pin("mimir"))
	}
	if p.on("tempo") {
		at.tempo = tempo.Addresses(p.pin("tempo"))
	}
	if p.on("loki") {
		at.loki = loki.Addresses(p.pin("loki"))
	}
	if p.on("pyroscope") {
		at.pyroscope = pyroscope.Addresses(p.pin("pyroscope"))
	}
	if p.on("grafana") {
		at.grafana = grafana.Addresses(p.pin("grafana"))
	}
	if p.gateway() {
		at.collector = telemetry.Addresses(p.pin("telemetry")).OTLP
	}
	return at
}

// gateway says whether there is a gateway collector: a custom resource of the operator, with somewhere to send to.
func (p Plan) gateway() bool {
	return p.on("telemetry") && p.on("otel") && (p.on("mimir") || p.on("tempo") || p.on("loki"))
}

// pipelines are the backends that telemetry sends to. Without the operator there is no gateway, only the profiler.
func (p Plan) pipelines() telemetry.Deps {
	at := p.addresses()
	deps := telemetry.Deps{Profiles: at.pyroscope.OTLP}
	if p.gateway() {
		deps.Traces, deps.Metrics, deps.Logs = at.tempo.OTLP, at.mimir.OTLP, at.loki.OTLP
	}
	return deps
}

// namespaces are the platform's own.
func (p Plan) namespaces() []string {
	var list []string
	for _, component := range p.Components {
		list = append(list, component.Namespace.Name)
	}
	return list
}

// warnings say what is left out because something that it needs is switched off.
func (p Plan) warnings() []string {
	list := p.clusterWarnings()
	if p.on("telemetry") && !p.on("otel") {
		list = append(list, "telemetry: no gateway collector, because otel (its operator) is switched off")
	}
	if p.on("otel") && p.ebpf() && !p.gateway() {
		list = append(list, "otel: no eBPF instrumentation (OBI), because there is no gateway collector to send to: "+
			"enable telemetry and at least one of mimir, tempo, loki")
	}
	if p.on("telemetry") && p.ebpf() && !p.on("pyroscope") {
		list = append(list, "telemetry: no eBPF profiler, because pyroscope is switched off")
	}
	return list
}

// The credentials' labels for derivation. Changing one rotates the credential.
const (
	minioLabel   = "minio/root"
	grafanaLabel = "grafana/admin"
)

func s3Label(backend string) string { return "s3/" + backend }

// buckets gives each backend its bucket and its identity, in MinIO or in the configured object store.
func (p Plan) buckets() map[string]kit.Bucket {
	buckets := map[string]kit.Bucket{}
	for _, name := range config.Backends() {
		bucket := kit.Bucket{Fingerprint: p.Config.Root.Fingerprint(s3Label(name), p.Config.Generations[name])}
		if external := p.Config.ObjectStore; external != nil {
			bucket.ObjectStore = kit.ObjectStore{Endpoint: external.Endpoint, Region: external.Region, TLS: external.TLS}
			bucket.Name, bucket.AccessKey, bucket.SecretKey = external.Buckets[name], external.AccessKey, external.SecretKey
		} else {
			bucket.ObjectStore = minio.Addresses(p.pin("minio"))
			consumer := p.consumer(name)
			bucket.Name, bucket.AccessKey, bucket.SecretKey = consumer.Bucket, credential.NewSecret(consumer.User), consumer.SecretKey
		}
		buckets[name] = bucket
	}
	return buckets
}

func (p Plan) consumer(backend string) minio.Consumer {
	generation := p.Config.Generations[backend]
	return minio.Consumer{
		Name:       backend,
		Bucket:     config.DefaultBuckets()[backend],
		Generation: generation,
		User:       minio.UserName(backend, generation),
		SecretKey:  p.Config.Root.Derive(s3Label(backend), generation),
	}
}

func (p Plan) minio(spec kit.Spec) minio.Args {
	args := minio.Args{
		Spec:         spec,
		RootPassword: p.Config.Root.Derive(minioLabel, p.Config.Generations["minio"]),
		Fingerprint:  p.Config.Root.Fingerprint(minioLabel, p.Config.Generations["minio"]),
		Endpoint:     p.Config.MinIO.Endpoint,
		NodePort:     p.Config.MinIO.NodePort,
	}
	for _, name := range config.Backends() {
		if p.on(name) {
			args.Consumers = append(args.Consumers, p.consumer(name))
		}
	}
	return args
}

func (p Plan) grafana(spec kit.Spec) grafana.Args {
	generation := p.Config.Generations["grafana"]
	return grafana.Args{
		Spec:        spec,
		Admin:       p.Config.Root.Derive(grafanaLabel, generation),
		Fingerprint: p.Config.Root.Fingerprint(grafanaLabel, generation),
	}
}
