package telemetry

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

const (
	profilerName = "ebpf-profiler"
	// profilerImage is the collector distribution with the eBPF profiler as its receiver. Its version is bound to
	// Pyroscope's: the profiles signal still changes its encoding, and a mismatch is accepted and shows nothing.
	// Pyroscope 1.18.0 reads OTLP 1.9 (profiles v1development of opentelemetry-proto-go 0.2), which collectors 0.140 to
	// 0.147 write; from 0.148 on they write OTLP 1.10. Before 0.145 functions of programs made by Go 1.26 get wrong names. Move the
	// two together.
	profilerImage = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-ebpf-profiler:0.145.0"
	// configPath and configFile are where the container finds its configuration.
	configPath = "/etc/otelcol"
	configFile = "config.yaml"
)

// profiler is the DaemonSet that profiles every process of every node, and the ConfigMap that it reads.
func profiler(args Args, backend kit.OTLPGRPC) (config, daemon manifest.Object, err error) {
	text, err := yaml.Marshal(collectorConfig(profilerName, profilerPipelines(args, backend)))
	if err != nil {
		return nil, nil, fmt.Errorf("writing the configuration of %s: %w", profilerName, err)
	}
	config = manifest.Object{
		"apiVersion": "v1",
		"kind":       "ConfigMap",
		"metadata":   kit.Tree{"name": profilerName, "namespace": args.Namespace.Name},
		"data":       kit.Tree{configFile: string(text)},
	}
	sum := sha256.Sum256(text)
	labels := kit.Tree{"app.kubernetes.io/name": profilerName}
	daemon = manifest.Object{
		"apiVersion": "apps/v1",
		"kind":       "DaemonSet",
		"metadata":   kit.Tree{"name": profilerName, "namespace": args.Namespace.Name, "labels": labels},
		"spec": kit.Tree{
			"selector": kit.Tree{"matchLabels": labels},
			"template": kit.Tree{
				"metadata": kit.Tree{
					"labels": labels,
					// A changed ConfigMap alone restarts nothing.
					"annotations": kit.Tree{"checksum/config": hex.EncodeToString(sum[:])},
				},
				"spec": profilerPod(args.Settings.Image(profilerImage), args.Sizing.Profiler),
			},
		},
	}
	return config, onNodes(daemon, args.Nodes), nil
}

func profilerPipelines(args Args, backend kit.OTLPGRPC) []pipeline {
	return []pipeline{{
		name: "profiles",
		// Samples of one container are one profile per interval: the default of 5 s makes thrice as many small ones.
		receivers: []part{{"profiling", kit.Tree{"reporter_interval": "15s"}}},
		processors: []part{
			memoryLimiter(),
			// The profiler knows a process only by its container, and Pyroscope lists profiles by service.name.
			{"k8sattributes", kit.Merge(ofThisNode(), kubernetes(by("container.id")))},
			platformAttributes(args),
			profileIdentity(),
		},
		// Its distribution has no queue on disk: what an outage leaves over is what fits here, two minutes of one node.
		exporters: []part{queued("otlp/profiles", otlpGRPC(backend),
			kit.Tree{"enabled": true, "num_consumers": Consumers, "sizer": "items", "queue_size": 50_000})},
	}}
}

// profileIdentity names profiles as everything else; what belongs to no pod is the node's. Every attribute becomes a label in
// Pyroscope, at most 30 of them, and those that a restart changes would make a new series each time.
func profileIdentity() part {
	statements := append(namedByOwner(),
		`set(resource.attributes["`+attribute.Service+`"], "node") where resource.attributes["`+attribute.Service+`"] == nil`,
		`set(resource.attributes["`+attribute.Node+`"], "${env:`+nodeVariable+`}") where resource.attributes["`+attribute.Node+`"] == nil`,
		`delete_matching_keys(resource.attributes, "^(container\\.id|k8s\\.pod\\.uid|process\\..*)$")`,
	)
	return part{"transform/identity", kit.Tree{"error_mode": "ignore", "profile_statements": onResource(statements)}}
}

// onNodes binds a DaemonSet to the nodes with these labels; with none, it runs on every node.
func onNodes(daemon manifest.Object, labels kit.Tree) manifest.Object {
	if len(labels) == 0 {
		return daemon
	}
	return kit.Merge(daemon, kit.Tree{"spec": kit.Tree{"template": kit.Tree{"spec": kit.Tree{"nodeSelector": labels}}}})
}

func port(name string, number int) kit.Tree { return kit.Tree{"name": name, "containerPort": number} }

func profilerPod(image string, w sizing.Workload) kit.Tree {
	probe := kit.Tree{"httpGet": kit.Tree{"path": "/", "port": "health"}}
	return kit.Tree{
		"serviceAccountName": profilerName,
		// It reads every process's memory maps and symbols through the host's /proc.
		"hostPID": true,
		// Every node, also those that take no other work.
		"tolerations": []any{kit.Tree{"operator": "Exists"}},
		"containers": []any{kit.Tree{
			"name":            "profiler",
			"image":           image,
			"args":            []any{"--config=" + configPath + "/" + configFile, "--feature-gates=service.profilesSupport"},
			"env":             []any{kit.GoMemory(w), fromNode(), podName()},
			"ports":           []any{port("health", healthPort), port("metrics", metricsPort)},
			"livenessProbe":   probe,
			"readinessProbe":  probe,
			"resources":       kit.Resources(w),
			"securityContext": kit.Tree{"privileged": true, "runAsUser": 0},
			"volumeMounts": []any{
				kit.Tree{"name": "config", "mountPath": configPath, "readOnly": true},
				kit.Tree{"name": "tracing", "mountPath": "/sys/kernel/tracing", "readOnly": true},
				kit.Tree{"name": "debug", "mountPath": "/sys/kernel/debug", "readOnly": true},
			},
		}},
		// The kernel's tracepoints are found in tracefs, which stands in one of two places and in no container of itself.
		"volumes": []any{
			kit.Tree{"name": "config", "configMap": kit.Tree{"name": profilerName}},
			kit.Tree{"name": "tracing", "hostPath": kit.Tree{"path": "/sys/kernel/tracing"}},
			kit.Tree{"name": "debug", "hostPath": kit.Tree{"path": "/sys/kernel/debug"}},
		},
	}
}
