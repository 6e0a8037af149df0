package stacks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/components/otel"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/components/tempo"
	"github.com/kalypsoServing/kalypso/config/credential"
)

func (p Plan) minioOffers() offer {
	password, _ := p.credential("minio")
	console := minio.Console(p.pin("minio"), p.Config.Cluster.Domain)
	return offer{
		endpoints: map[string]string{"minio.s3": minio.Addresses(p.pin("minio"), p.Config.Cluster.Domain).URL()},
		access:    portForward("MinIO", console, 9001, "pulumi stack output minioUser --show-secrets", "minioPassword"),
		passwords: map[string]credential.Secret{"minioUser": p.administrator(), "minioPassword": password},
	}
}

func (p Plan) mimirOffers() offer {
	at := mimir.Addresses(p.pin("mimir"), p.Config.Cluster.Domain)
	return offer{endpoints: map[string]string{"mimir.query": string(at.Query), "mimir.write": string(at.Write), "mimir.alerts": string(at.Alerts)}}
}

func (p Plan) tempoOffers() offer {
	at := tempo.Addresses(p.pin("tempo"), p.Config.Cluster.Domain)
	return offer{endpoints: map[string]string{"tempo.query": string(at.Query), "tempo.otlp": string(at.OTLP)}}
}

func (p Plan) lokiOffers() offer {
	at := loki.Addresses(p.pin("loki"), p.Config.Cluster.Domain)
	return offer{endpoints: map[string]string{"loki.query": string(at.Query), "loki.otlp": string(at.OTLP)}}
}

func (p Plan) pyroscopeOffers() offer {
	at := pyroscope.Addresses(p.pin("pyroscope"), p.Config.Cluster.Domain)
	return offer{endpoints: map[string]string{"pyroscope.query": string(at.Query)}}
}

func (p Plan) grafanaOffers() offer {
	password, _ := p.credential("grafana")
	service := grafana.Addresses(p.pin("grafana"), p.Config.Cluster.Domain)
	return offer{
		endpoints: map[string]string{"grafana": service.URL("")},
		access:    portForward("Grafana", service, 3000, grafana.AdminUser, "grafanaPassword"),
		passwords: map[string]credential.Secret{"grafanaPassword": password},
	}
}

func (p Plan) telemetryOffers() offer {
	if !p.gateway() {
		return offer{}
	}
	return offer{
		endpoints: map[string]string{"collector.otlp": string(p.collector())},
		access:    fmt.Sprintf("Send OTLP to `%s` (gRPC) from inside the cluster.", p.collector()),
	}
}

func portForward(title string, service kit.Service, port int, user, output string) string {
	return fmt.Sprintf("%s: `kubectl -n %s port-forward svc/%s %d:%d`, then http://localhost:%d, user `%s`, "+
		"password `pulumi stack output %s --show-secrets`", title, service.Namespace, service.Name, port, service.Port, port, user, output)
}

// gateway reports whether there is a gateway collector: a custom resource of the operator, with somewhere to send to.
func (p Plan) gateway() bool {
	return p.on("telemetry") && p.on("otel") && (p.on("mimir") || p.on("tempo") || p.on("loki") || len(p.Config.Telemetry.Exporters) > 0)
}

// collector is the gateway's OTLP receiver; "" without a gateway.
func (p Plan) collector() kit.OTLPGRPC {
	if !p.gateway() {
		return ""
	}
	return telemetry.Addresses(p.pin("telemetry"), p.Config.Cluster.Domain).OTLP
}

// backends are where telemetry sends to. Without the operator there is no gateway, only the profiler.
func (p Plan) backends(ebpfCheck []pulumi.Resource) telemetry.Deps {
	deps := telemetry.Deps{Profiles: offered(p, "pyroscope", pyroscope.Addresses).OTLP, EBPFCheck: ebpfCheck}
	if p.gateway() {
		deps.Traces = offered(p, "tempo", tempo.Addresses).OTLP
		deps.Metrics = offered(p, "mimir", mimir.Addresses).OTLP
		deps.Logs = offered(p, "loki", loki.Addresses).OTLP
	}
	return deps
}

// telemetry is what the collectors are made of, and what is to be proven of the platform.
func (p Plan) telemetry(spec kit.Spec) telemetry.Args {
	args := p.collectors(spec)
	args.Proof = p.expected()
	return args
}

// collectors are the same without the proof, which is made of them.
func (p Plan) collectors(spec kit.Spec) telemetry.Args {
	tag, ownImage := otel.CollectorTag(p.spec(p.pin("otel"), nil))
	return telemetry.Args{
		Spec: spec, Sizing: p.Config.Sizing.Telemetry, Telemetry: p.Config.Telemetry, Cluster: p.Config.ClusterLabel(),
		Environment: p.Config.Telemetry.Environment, Namespaces: p.own(), Targets: p.targets(), EBPF: p.profiler(),
		Affinity: p.verify().Affinity(cluster.Profiler), Tag: tag, OwnImage: ownImage, HeadersFingerprint: p.headersFingerprint(),
		Config: p.Config.Components["telemetry"].Values,
	}
}

// headersFingerprint changes with the secret headers of exporters, and tells nothing about them.
func (p Plan) headersFingerprint() string {
	var secret []string
	for name, e := range p.Config.Telemetry.Exporters {
		for header, value := range e.Secret {
			secret = append(secret, fmt.Sprintf("%q %q %q", name, header, value.Reveal()))
		}
	}
	if len(secret) == 0 {
		return ""
	}
	slices.Sort(secret)
	return p.Config.Root.Fingerprint("exporterHeaders "+strings.Join(secret, " "), 1)
}

// own are the namespaces of the platform's components, without those of drop-ins.
func (p Plan) own() []string {
	var list []string
	for _, r := range components() {
		if p.on(r.name) {
			list = append(list, p.pin(r.name).Namespace.Name)
		}
	}
	return list
}

// targets are the ports of the enabled components that tell metrics.
func (p Plan) targets() []telemetry.Target {
	var all []telemetry.Target
	for _, r := range components() {
		if !p.on(r.name) {
			continue
		}
		for _, target := range r.metrics {
			target.Namespace = p.pin(r.name).Namespace.Name
			all = append(all, target)
		}
	}
	return all
}

// meshCollector is where sidecars send to: the gateway, unless that is switched off.
func (p Plan) meshCollector() kit.Service {
	if !p.gateway() || !p.Config.Telemetry.Sources.Mesh {
		return kit.Service{}
	}
	return telemetry.Gateway(p.pin("telemetry"), p.Config.Cluster.Domain)
}

// checkCollector checks the user's collector configuration over the gateway's. Without a gateway there is nothing to lie over.
func (p Plan) checkCollector(key string, values map[string]any) []error {
	if !p.gateway() {
		return nil
	}
	return telemetry.Check(key, values, p.telemetry(p.spec(p.pin("telemetry"), nil)), p.backends(nil))
}

// datasources are what Grafana shows.
func (p Plan) datasources() grafana.Deps {
	return grafana.Deps{
		Metrics:  offered(p, "mimir", mimir.Addresses).Query,
		Traces:   offered(p, "tempo", tempo.Addresses).Query,
		Logs:     offered(p, "loki", loki.Addresses).Query,
		Profiles: offered(p, "pyroscope", pyroscope.Addresses).Query,
		Alerts:   offered(p, "mimir", mimir.Addresses).Alerts,
	}
}
