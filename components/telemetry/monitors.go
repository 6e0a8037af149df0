package telemetry

import "github.com/kalypsoServing/kalypso/components/kit"

// allocator shares the targets of ServiceMonitors and PodMonitors out to the agents, each those of its node. The operator
// runs it as a pod of its own, and then hands out every other scrape of the agents through it too.
func allocator(args Args) kit.Tree {
	return kit.Merge(kit.Scheduling(args.Settings), kit.Tree{
		"enabled": true, "allocationStrategy": "per-node", "serviceAccount": agentName,
		"resources":          kit.Resources(args.Sizing.Cluster),
		"podSecurityContext": restrictedPod(), "securityContext": restricted(),
		"prometheusCR": kit.Tree{
			"enabled": true, "scrapeInterval": "30s", "serviceMonitorSelector": kit.Tree{}, "podMonitorSelector": kit.Tree{},
		},
	})
}

// allocated are the rights that the allocator needs beside the agent's.
func allocated(args Args) []kit.Tree {
	if !args.Telemetry.Sources.Monitors {
		return nil
	}
	return []kit.Tree{
		watching("monitoring.coreos.com", "servicemonitors", "podmonitors", "probes", "scrapeconfigs"),
		watching("", "services", "endpoints"), watching("discovery.k8s.io", "endpointslices"),
		watching("apps", "daemonsets"),
	}
}
