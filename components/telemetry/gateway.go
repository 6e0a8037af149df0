package telemetry

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	gatewayName = "kalypso"
	grpcPort    = 4317
	httpPort    = 4318
	// healthPort is the health_check extension's own default; the operator makes probes of it.
	healthPort = 13133
)

// listen is a port on every address, as an endpoint's configuration.
func listen(port int) kit.Tree { return kit.Tree{"endpoint": fmt.Sprintf("0.0.0.0:%d", port)} }

// gateway is the OpenTelemetryCollector resource that the operator turns into a Deployment and its Services. It names no
// image: the operator's own setting (manifests/otel) does, for every collector, so that the two move together.
func gateway(args Args, pipelines []pipeline) manifest.Object {
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
			"config":          kit.Merge(collectorConfig(pipelines), args.Config),
		},
	}
}

// gatewayPipelines are the gateway's: one for each backend that exists. A further processor is one more entry here.
func gatewayPipelines(deps Deps) []pipeline {
	receivers := []part{{"otlp", kit.Tree{"protocols": kit.Tree{
		"grpc": listen(grpcPort),
		"http": listen(httpPort),
	}}}}
	processors := []part{
		{"memory_limiter", memoryLimiter()},
		{"k8sattributes", kubernetes(fromResource("k8s.pod.ip"), fromResource("k8s.pod.uid"), kit.Tree{"from": "connection"})},
	}
	var pipelines []pipeline
	for _, p := range []pipeline{
		{signal: "traces", exporter: part{"otlp/traces", otlpGRPC(deps.Traces)}},
		{signal: "metrics", exporter: part{"otlphttp/metrics", otlpHTTP(deps.Metrics)}},
		{signal: "logs", exporter: part{"otlphttp/logs", otlpHTTP(deps.Logs)}},
	} {
		if p.exporter.config["endpoint"] != "" {
			p.receivers, p.processors = receivers, processors
			p.exporter.config = kit.Merge(p.exporter.config, retryAndQueue(gatewayQueue()))
			pipelines = append(pipelines, p)
		}
	}
	return pipelines
}

// retryAndQueue is how an exporter rides out an outage of its backend: a batch is retried for ten minutes, longer than
// any backend needs to start or to roll, and queue says how much may wait meanwhile.
func retryAndQueue(queue kit.Tree) kit.Tree {
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
