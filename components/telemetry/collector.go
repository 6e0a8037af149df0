package telemetry

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// part is a receiver, processor, exporter or extension: its name, type[/name], and its configuration.
type part struct {
	name   string
	config kit.Tree
}

// pipeline is what a signal passes through in a collector. Its name is signal[/name].
type pipeline struct {
	name                             string
	receivers, processors, exporters []part
}

// healthPort is the health_check extension's own default; the operator makes probes of it. metricsPort is where a collector
// tells of itself.
const (
	healthPort  = 13133
	metricsPort = 8888
)

// listen is a port on every address of both families, as an endpoint's configuration. "[::]" is written out: the operator
// makes 0.0.0.0 of an address without a host, and then no probe passes on an IPv6 cluster.
func listen(port int) kit.Tree { return kit.Tree{"endpoint": fmt.Sprintf("[::]:%d", port)} }

// collectorConfig is the configuration of a collector with these pipelines and extensions, and with the health check.
func collectorConfig(workload string, pipelines []pipeline, extensions ...part) kit.Tree {
	receivers, processors, exporters, all, byName := kit.Tree{}, kit.Tree{}, kit.Tree{}, kit.Tree{}, kit.Tree{}
	for _, p := range pipelines {
		byName[p.name] = kit.Tree{
			"receivers":  configure(receivers, p.receivers...),
			"processors": configure(processors, p.processors...),
			"exporters":  configure(exporters, p.exporters...),
		}
	}
	names := configure(all, append([]part{{"health_check", listen(healthPort)}}, extensions...)...)
	return kit.Tree{
		"receivers":  receivers,
		"processors": processors,
		"exporters":  exporters,
		"extensions": all,
		"service":    kit.Tree{"extensions": names, "pipelines": byName, "telemetry": ownTelemetry(workload)},
	}
}

// ownTelemetry is what a collector tells of itself: metrics, which the agent scrapes, and warnings. Its logs are not collected:
// a failing export would make lines of which each fails again.
func ownTelemetry(workload string) kit.Tree {
	return kit.Tree{
		// By default the program's name, the same for all, and a number of each start: a new series every time.
		"resource": kit.Tree{attribute.Service: workload, attribute.Instance: "${env:POD_NAME}"},
		"logs":     kit.Tree{"level": "warn", "encoding": "json"},
		"metrics": kit.Tree{"level": "normal", "readers": []any{kit.Tree{"pull": kit.Tree{"exporter": kit.Tree{
			"prometheus": kit.Tree{"host": "[::]", "port": metricsPort}}}}}},
	}
}

// configure adds parts to their section of the configuration and returns their names.
func configure(section kit.Tree, parts ...part) []any {
	names := []any{}
	for _, p := range parts {
		section[p.name] = p.config
		names = append(names, p.name)
	}
	return names
}

// memoryLimiter refuses new data, which clients then send again, before the container is killed for its memory. It reads the
// limit off the control group.
func memoryLimiter() part {
	return part{"memory_limiter", kit.Tree{"check_interval": "500ms", "limit_percentage": 80, "spike_limit_percentage": 20}}
}

// collectorSpec is what every OpenTelemetryCollector resource has in common.
func collectorSpec(account string, w sizing.Workload) kit.Tree {
	return kit.Tree{
		"serviceAccount": account,
		// A newer operator would rewrite the configuration that stands here, and the next update would undo it.
		"upgradeStrategy":    "none",
		"env":                []any{kit.GoMemory(w)},
		"resources":          kit.Resources(w),
		"podSecurityContext": restrictedPod(),
		"securityContext":    restricted(),
	}
}

// restrictedPod and restricted are what a namespace that enforces Pod Security's level "restricted" asks of a pod and of each container.
func restrictedPod() kit.Tree {
	return kit.Tree{"runAsNonRoot": true, "seccompProfile": kit.Tree{"type": "RuntimeDefault"}}
}

func restricted() kit.Tree {
	return kit.Tree{"allowPrivilegeEscalation": false, "capabilities": kit.Tree{"drop": []any{"ALL"}}}
}

// collector is the resource, with the user's configuration over ours.
func collector(args Args, name string, spec, config kit.Tree) manifest.Object {
	key := programs()[name]
	user, _ := args.Config[key].(map[string]any)
	merged := kit.Merge(spec, args.Telemetry.Collectors[key])
	return manifest.Object{
		"apiVersion": "opentelemetry.io/v1beta1",
		"kind":       "OpenTelemetryCollector",
		"metadata":   kit.Merge(kit.Tree{"name": name, "namespace": args.Namespace.Name}, awaited(merged)),
		"spec":       kit.Merge(merged, kit.Tree{"config": kit.Merge(config, user)}),
	}
}

// awaited makes the provider wait until the operator says that every replica is ready; of itself it takes a custom resource for
// ready as soon as it is stored. One on every node is not waited for: a node that is not ready is no reason to fail an update.
func awaited(spec kit.Tree) kit.Tree {
	replicas, counted := spec["replicas"].(int)
	if !counted {
		return kit.Tree{}
	}
	return kit.Tree{"annotations": kit.Tree{"pulumi.com/waitFor": fmt.Sprintf("jsonpath={.status.scale.statusReplicas}=%[1]d/%[1]d", replicas)}}
}

// programs are what people call what runs here: in the configuration, and in cluster-wide names.
func programs() map[string]string {
	return map[string]string{gatewayName: "gateway", agentName: "agent", clusterName: "cluster", profilerName: profilerName}
}

// GatewaySet is the name of the gateway's StatefulSet.
func GatewaySet() string { return workloadName(gatewayName) }

// workloadName is what the operator calls what it makes of a collector.
func workloadName(collector string) string { return collector + "-collector" }
