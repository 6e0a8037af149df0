package istio

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Names of the mesh's extension providers, by which its Telemetry resources refer to them.
const (
	spansProvider = "kalypso-spans"
	logsProvider  = "kalypso-logs"
)

// providers tell sidecars where spans and access logs may be sent to. They do nothing until a Telemetry resource names them.
func providers(collector kit.Service) kit.Tree {
	if collector.Name == "" {
		return kit.Tree{}
	}
	to := kit.Tree{"service": collector.Host(), "port": collector.Port}
	return kit.Tree{"meshConfig": kit.Tree{
		"enableTracing": true,
		"extensionProviders": []any{
			kit.Tree{"name": spansProvider, "opentelemetry": to},
			kit.Tree{"name": logsProvider, "envoyOtelAls": to},
		},
	}}
}

// telemetry is what every sidecar of the mesh does, unless a Telemetry resource of its own namespace says otherwise. It is inert
// until a namespace joins the mesh. The gateway samples, so that a trace is kept or left as a whole.
func telemetry(args Args) manifest.Object {
	by := func(name string) []any { return []any{kit.Tree{"name": name}} }
	return manifest.Object{
		"apiVersion": "telemetry.istio.io/v1",
		"kind":       "Telemetry",
		"metadata":   kit.Tree{"name": "kalypso", "namespace": args.Namespace.Name},
		"spec": kit.Tree{
			"tracing":       []any{kit.Tree{"providers": by(spansProvider), "randomSamplingPercentage": 100}},
			"accessLogging": []any{kit.Tree{"providers": by(logsProvider)}},
			"metrics":       []any{kit.Tree{"providers": by("prometheus")}},
		},
	}
}
