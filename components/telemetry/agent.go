package telemetry

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	agentName = "kalypso-agent"
	// nodeVariable holds the name of the node that a pod runs on.
	nodeVariable = "K8S_NODE_NAME"
	// smallImage is the distribution for Kubernetes, a third of the one with everything.
	smallImage = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s"
	// agentQueue is what waits on the node's disk for the gateway, in bytes; behind it the log files themselves wait.
	agentQueue = 64_000_000
)

// agent is the collector of every node: it reads what only the node has, and scrapes the pods of its node.
func agent(args Args) manifest.Object {
	spec := collectorSpec(agentName, args.Sizing.Agent)
	spec["mode"] = "daemonset"
	spec["image"] = args.Settings.Image(smallImage + ":" + args.Tag)
	spec["env"] = append(spec["env"].([]any), fromNode())
	// Log files are root's.
	delete(spec, "podSecurityContext")
	spec["securityContext"] = kit.Tree{"runAsUser": 0, "runAsGroup": 0, "allowPrivilegeEscalation": false,
		"readOnlyRootFilesystem": true, "capabilities": kit.Tree{"drop": []any{"ALL"}, "add": []any{"DAC_READ_SEARCH"}}}
	// Every node, also those that take no other work.
	spec["tolerations"] = []any{kit.Tree{"operator": "Exists"}}
	spec["volumes"] = []any{
		hostPath("logs", "/var/log/pods", "DirectoryOrCreate"),
		// With docker the files in /var/log/pods are links to here.
		hostPath("containers", "/var/lib/docker/containers", "DirectoryOrCreate"),
		hostPath("root", "/", "Directory"),
		hostPath("queue", "/var/lib/kalypso/agent", "DirectoryOrCreate"),
	}
	spec["volumeMounts"] = []any{
		mount("logs", "/var/log/pods", true), mount("containers", "/var/lib/docker/containers", true),
		kit.Merge(mount("root", "/hostfs", true), kit.Tree{"mountPropagation": "HostToContainer"}),
		mount("queue", queueDir, false),
	}
	if args.Telemetry.Sources.Monitors {
		spec["targetAllocator"] = allocator(args)
	}
	return collector(args, agentName, spec, agentConfig(args))
}

func fromNode() kit.Tree {
	return kit.Tree{"name": nodeVariable, "valueFrom": kit.Tree{"fieldRef": kit.Tree{"fieldPath": "spec.nodeName"}}}
}

// podName is what the operator gives its collectors, for the profiler.
func podName() kit.Tree {
	return kit.Tree{"name": "POD_NAME", "valueFrom": kit.Tree{"fieldRef": kit.Tree{"fieldPath": "metadata.name"}}}
}

func hostPath(name, path, kind string) kit.Tree {
	return kit.Tree{"name": name, "hostPath": kit.Tree{"path": path, "type": kind}}
}

// mount leaves readOnly out where it is false: the operator drops what is a default, and then the field is its own, which refuses
// every later update.
func mount(name, path string, readOnly bool) kit.Tree {
	if !readOnly {
		return kit.Tree{"name": name, "mountPath": path}
	}
	return kit.Tree{"name": name, "mountPath": path, "readOnly": true}
}

// agentConfig is the agent's configuration without the user's.
func agentConfig(args Args) kit.Tree {
	return collectorConfig(workloadName(agentName), agentPipelines(args), fileStorage())
}

// agentPipelines are those of the sources that are on.
func agentPipelines(args Args) []pipeline {
	on, limiter, metrics := args.Telemetry.Sources, memoryLimiter(), toGateway(args, "metrics", inMemory())
	own := part{"k8sattributes", kit.Merge(ofThisNode(), kubernetes(by("k8s.pod.uid"), by("k8s.pod.name", "k8s.namespace.name")))}
	here := part{"resource/node", kit.Tree{"attributes": []any{
		kit.Tree{"key": attribute.Node, "value": "${env:" + nodeVariable + "}", "action": "insert"}}}}
	var all []pipeline
	if on.PodLogs {
		// A full queue stops the reading: then the files wait.
		queue := kit.Merge(onDisk(agentQueue), kit.Tree{"block_on_overflow": true})
		all = append(all, pipeline{"logs", []part{{"filelog", fileLog(args)}}, []part{limiter, own, here},
			toGateway(args, "logs", queue)})
	}
	if on.Nodes {
		name := part{"resource/host", kit.Tree{"attributes": []any{
			kit.Tree{"key": attribute.Service, "value": "node", "action": "insert"},
			kit.Tree{"key": attribute.Instance, "value": "${env:" + nodeVariable + "}", "action": "insert"},
		}}}
		all = append(all, pipeline{"metrics/node", []part{{"hostmetrics", read[kit.Tree]("hostmetrics")}}, []part{limiter, here, name}, metrics})
	}
	if on.Kubelet {
		all = append(all, pipeline{"metrics/kubelet", []part{{"prometheus/kubelet", read[kit.Tree]("kubelet")}}, []part{limiter, here}, metrics})
	}
	if on.AnnotatedPods || on.Monitors {
		// The gateway names them by their owner, not by the scrape's job.
		owner := part{"resource/owner", kit.Tree{"attributes": []any{kit.Tree{"key": attribute.Service, "action": "delete"}}}}
		all = append(all, pipeline{"metrics/pods", []part{{"prometheus/pods", scrapedPods(args)}}, []part{limiter, owner, own, here}, metrics})
	}
	if on.Platform {
		all = append(all, pipeline{"metrics/platform", []part{{"prometheus/platform", platformJobs(args)}}, []part{limiter, own, here}, metrics})
	}
	return all
}

// fileLog reads every container's log but those of the collectors, which would make lines of lines.
func fileLog(args Args) kit.Tree {
	operators := read[kit.Tree]("filelog")["operators"].([]any)
	if args.Telemetry.Sources.StackTraces {
		operators = append(operators, read[[]any]("stacktrace")...)
	}
	return kit.Merge(read[kit.Tree]("filelog"), kit.Tree{
		"exclude":   []any{fmt.Sprintf("/var/log/pods/%s_*/*/*.log", args.Namespace.Name)},
		"operators": append(operators, read[[]any]("severity")...),
	})
}
