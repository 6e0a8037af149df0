package telemetry

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	// accountName is the ServiceAccount of every collector.
	accountName = "collector"
	// roleName is cluster-wide, so it carries the product's name.
	roleName = "kalypso-telemetry"
)

// kubernetes is a k8sattributes processor: it finds the pod that a signal came from by the first of the sources that
// applies, and says which workload, pod and node that is. The attributes are the same for every signal, so that a trace,
// a log line and a profile of one pod can be found from each other.
func kubernetes(sources ...any) kit.Tree {
	var association []any
	for _, source := range sources {
		association = append(association, kit.Tree{"sources": []any{source}})
	}
	return kit.Tree{
		"extract": kit.Tree{
			"metadata": []any{
				"k8s.namespace.name", "k8s.pod.name", "k8s.pod.uid", "k8s.node.name", "k8s.container.name",
				"k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name",
				// As OpenTelemetry derives it from the workload; a name that the signal brings along stays.
				"service.name",
			},
			// Read off the ReplicaSet's name, so that ReplicaSets need not be watched: less memory, fewer rights.
			"deployment_name_from_replicaset": true,
		},
		"pod_association": association,
	}
}

func fromResource(attribute string) kit.Tree {
	return kit.Tree{"from": "resource_attribute", "name": attribute}
}

// access is the right to read pods, which is all that kubernetes needs: no attribute above is taken from another object.
func access(namespace string) []manifest.Object {
	account := kit.Tree{"kind": "ServiceAccount", "name": accountName, "namespace": namespace}
	return []manifest.Object{
		{
			"apiVersion": "v1",
			"kind":       "ServiceAccount",
			"metadata":   kit.Tree{"name": accountName, "namespace": namespace},
		},
		{
			"apiVersion": "rbac.authorization.k8s.io/v1",
			"kind":       "ClusterRole",
			"metadata":   kit.Tree{"name": roleName},
			"rules": []any{kit.Tree{
				"apiGroups": []any{""},
				"resources": []any{"pods"},
				"verbs":     []any{"get", "list", "watch"},
			}},
		},
		{
			"apiVersion": "rbac.authorization.k8s.io/v1",
			"kind":       "ClusterRoleBinding",
			"metadata":   kit.Tree{"name": roleName},
			"roleRef":    kit.Tree{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": roleName},
			"subjects":   []any{account},
		},
	}
}
