package telemetry

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// instrumentation is what the operator injects where a pod or its namespace is annotated with it, by name, like
//
//	instrumentation.opentelemetry.io/inject-java: telemetry/kalypso
//
// for java, nodejs, python and dotnet; Go is OBI's. It names no image: the operator fills in the set that it was released with.
// SDKs that it injects write no logs: what they print is collected, and both would be stored.
func instrumentation(args Args) manifest.Object {
	i := args.Telemetry.Instrumentation
	sampler := kit.Tree{"type": i.Sampler}
	if i.SamplerArgument != "" {
		sampler["argument"] = i.SamplerArgument
	}
	variable := func(name, value string) kit.Tree { return kit.Tree{"name": name, "value": value} }
	return manifest.Object{
		"apiVersion": "opentelemetry.io/v1alpha1",
		"kind":       "Instrumentation",
		"metadata":   kit.Tree{"name": gatewayName, "namespace": args.Namespace.Name},
		"spec": kit.Tree{
			// Python and .NET speak HTTP by default.
			"exporter":    kit.Tree{"endpoint": string(Addresses(args.Component, args.Settings.Domain).HTTP)},
			"propagators": i.Propagators,
			"sampler":     sampler,
			"env": []any{
				variable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
				variable("OTEL_SEMCONV_STABILITY_OPT_IN", "http"),
				variable("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based"),
				variable("OTEL_LOGS_EXPORTER", "none"),
			},
			// Its detectors of clouds ask addresses that answer nowhere else, for seconds.
			"nodejs": kit.Tree{"env": []any{variable("OTEL_NODE_RESOURCE_DETECTORS", "env,host,os,process")}},
		},
	}
}
