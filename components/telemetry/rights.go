package telemetry

import (
	"maps"
	"slices"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// resources that kube-state-metrics lists and watches, by API group: the rights follow from it, and so does its argument.
func stateGroups() map[string][]string {
	return map[string][]string{
		"":     {"pods", "nodes", "namespaces", "persistentvolumeclaims", "persistentvolumes", "resourcequotas", "services"},
		"apps": {"deployments", "statefulsets", "daemonsets", "replicasets"}, "batch": {"jobs", "cronjobs"},
		"policy": {"poddisruptionbudgets"}, "autoscaling": {"horizontalpodautoscalers"},
	}
}

func stateResources() []string {
	var all []string
	for _, resources := range stateGroups() {
		all = append(all, resources...)
	}
	slices.Sort(all)
	return all
}

// rule is a rule of a ClusterRole, of reading.
func rule(group string, resources []string, verbs ...string) kit.Tree {
	return kit.Tree{"apiGroups": []any{group}, "resources": resources, "verbs": verbs}
}

// watching is what a cache of objects needs.
func watching(group string, resources ...string) kit.Tree {
	return rule(group, resources, "get", "list", "watch")
}

// readPods is what naming a signal takes. No program here reads a Secret, and of ConfigMaps those of this namespace alone.
func readPods() kit.Tree { return watching("", "pods", "namespaces") }

func agentRules(args Args) []kit.Tree {
	return append([]kit.Tree{readPods(), watching("", "nodes"), rule("", []string{"nodes/metrics"}, "get")}, allocated(args)...)
}

func clusterRules(args Args) []kit.Tree {
	on, rules := args.Telemetry.Sources, stateRights(args)
	if on.ControlPlane {
		rules = append(rules, kit.Tree{"nonResourceURLs": []any{"/metrics"}, "verbs": []any{"get"}},
			watching("discovery.k8s.io", "endpointslices"), watching("", "services"))
	}
	if on.Events {
		rules = append(rules, watching("events.k8s.io", "events"), watching("", "events"))
	}
	return rules
}

func stateRights(args Args) []kit.Tree {
	if !args.Telemetry.Sources.ClusterState {
		return nil
	}
	groups := stateGroups()
	var rules []kit.Tree
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		rules = append(rules, watching(group, groups[group]...))
	}
	return rules
}

// account is a ServiceAccount with what its program reads and no more. Cluster-wide names carry the product's.
func account(args Args, name string, rules ...kit.Tree) []manifest.Object {
	var list []any
	for _, one := range rules {
		list = append(list, one)
	}
	role := "kalypso-" + programs()[name]
	return []manifest.Object{
		kit.Merge(manifest.Object{
			"apiVersion": "v1",
			"kind":       "ServiceAccount",
			"metadata":   kit.Tree{"name": name, "namespace": args.Namespace.Name},
		}, kit.PullSecretRefs(args.Settings, "imagePullSecrets")),
		{
			"apiVersion": "rbac.authorization.k8s.io/v1",
			"kind":       "ClusterRole",
			"metadata":   kit.Tree{"name": role},
			"rules":      list,
		},
		{
			"apiVersion": "rbac.authorization.k8s.io/v1",
			"kind":       "ClusterRoleBinding",
			"metadata":   kit.Tree{"name": role},
			"roleRef":    kit.Tree{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
			"subjects":   []any{kit.Tree{"kind": "ServiceAccount", "name": name, "namespace": args.Namespace.Name}},
		},
	}
}
