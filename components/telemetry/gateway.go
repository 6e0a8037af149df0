package telemetry

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	gatewayName = "kalypso"
	grpcPort    = 4317
	httpPort    = 4318
	// healthPort is the health_check extension's own default; the operator makes probes of it.
	healthPort = "0.0.0.0:13133"
)

// gateway is the OpenTelemetryCollector resource that the operator turns into a Deployment and its Services. It names no
// image: the operator's own setting (manifests/otel) does, for every collector, so that the two move together.
func gateway(args Args, deps Deps) manifest.Object {
	return manifest.Object{
		"apiVersion": "opentelemetry.io/v1beta1",
		"kind":       "OpenTelemetryCollector",
		"metadata":   kit.Tree{"name": gatewayName, "namespace": args.Namespace.Name},
		"spec": kit.Tree{
			"mode":           "deployment",
			"replicas":       args.Sizing.Gateway.Replicas,
			"serviceAccount": accountName,
			// A newer operator would rewrite the configuration that stands here, and the next update would undo it.
			"upgradeStrategy": "none",
			"env":             []any{kit.GoMemory(args.Sizing.Gateway)},
			"resources":       kit.Resources(args.Sizing.Gateway),
			"config":          gatewayConfig(deps),
		},
	}
}

// gatewayConfig is the collector's own configuration, with a pipeline for each backend that exists.
func gatewayConfig(deps Deps) kit.Tree {
	exporters, pipelines := kit.Tree{}, kit.Tree{}
	pipeline := func(signal, exporter string, config kit.Tree) {
		exporters[exporter] = kit.Merge(config, patience(gatewayQueue()))
		pipelines[signal] = kit.Tree{
			"receivers":  []any{"otlp"},
			"processors": []any{"memory_limiter", "k8sattributes"},
			"exporters":  []any{exporter},
		}
	}
	if deps.Traces != "" {
		pipeline("traces", "otlp/traces", kit.Tree{"endpoint": string(deps.Traces), "tls": kit.Tree{"insecure": true}})
	}
	if deps.Metrics != "" {
		pipeline("metrics", "otlphttp/metrics", kit.Tree{"endpoint": string(deps.Metrics)})
	}
	if deps.Logs != "" {
		pipeline("logs", "otlphttp/logs", kit.Tree{"endpoint": string(deps.Logs)})
	}
	return kit.Tree{
		"receivers": kit.Tree{"otlp": kit.Tree{"protocols": kit.Tree{
			"grpc": kit.Tree{"endpoint": "0.0.0.0:4317"},
			"http": kit.Tree{"endpoint": "0.0.0.0:4318"},
		}}},
		"processors": kit.Tree{
			"memory_limiter": memoryLimiter(),
			"k8sattributes":  kubernetes(fromResource("k8s.pod.ip"), fromResource("k8s.pod.uid"), kit.Tree{"from": "connection"}),
		},
		"exporters":  exporters,
		"extensions": kit.Tree{"health_check": kit.Tree{"endpoint": healthPort}},
		"service":    kit.Tree{"extensions": []any{"health_check"}, "pipelines": pipelines},
	}
}

// patience is how long an exporter bears with a backend that is not there: a batch is tried again for ten minutes,
// longer than any backend needs to start or to roll. Queue says how much may wait meanwhile.
func patience(queue kit.Tree) kit.Tree {
	return kit.Tree{
		"retry_on_failure": kit.Tree{"enabled": true, "initial_interval": "2s", "max_interval": "30s", "max_elapsed_time": "10m"},
		"sending_queue":    kit.Merge(kit.Tree{"enabled": true, "num_consumers": 4}, queue),
	}
}

// gatewayQueue counts bytes. By default 1,000 requests may wait, be they of one span (then a lull fills the queue) or of
// thousands (then memory runs out). Half to two megabytes are sent at a time, or what came in within a second: what a
// backend takes is limited in bytes too (Tempo 16 MiB, Loki 32), and a batch above the limit is lost.
func gatewayQueue() kit.Tree {
	return kit.Tree{
		"sizer":      "bytes",
		"queue_size": 32_000_000,
		"batch":      kit.Tree{"min_size": 500_000, "max_size": 2_000_000, "flush_timeout": "1s"},
	}
}

// memoryLimiter refuses new data, which clients then send again, before the container is killed for its memory.
func memoryLimiter() kit.Tree {
	return kit.Tree{"check_interval": "1s", "limit_percentage": 80, "spike_limit_percentage": 20}
}
