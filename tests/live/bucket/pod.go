package bucket

import (
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
)

// name is the pod's; a pod that an interrupted run left behind is replaced.
const name = "kalypso-bucket-probe"

// secret is the one that every backend has in its namespace, with the names that AWS clients read from the environment.
const secret = "kalypso-s3"

// pod runs the script once, with the credentials as its environment, and stops by itself.
func pod(image, own string, others []string) kube.Object {
	return kube.Object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": kube.Object{"name": name},
		"spec": kube.Object{
			"restartPolicy":                 "Never",
			"activeDeadlineSeconds":         int(within.Seconds()),
			"terminationGracePeriodSeconds": 1,
			"automountServiceAccountToken":  false,
			"securityContext": kube.Object{"runAsNonRoot": true, "runAsUser": 65534,
				"seccompProfile": kube.Object{"type": "RuntimeDefault"}},
			"containers": []any{container(image, own, others)},
			"volumes":    []any{kube.Object{"name": "tmp", "emptyDir": kube.Object{}}},
		},
	}
}

// container writes to /tmp only, where mc keeps its configuration.
func container(image, own string, others []string) kube.Object {
	return kube.Object{
		"name": "mc", "image": image,
		"command": []any{"/bin/sh", "-c", script},
		"envFrom": []any{kube.Object{"secretRef": kube.Object{"name": secret}}},
		"env": []any{
			variable("HOME", "/tmp"), variable("MC_CONFIG_DIR", "/tmp/mc"),
			variable("STORE", backend.Store), variable("OWN", own), variable("OTHERS", strings.Join(others, " ")),
		},
		"volumeMounts": []any{kube.Object{"name": "tmp", "mountPath": "/tmp"}},
		"resources": kube.Object{
			"requests": kube.Object{"cpu": "10m", "memory": "32Mi"},
			"limits":   kube.Object{"memory": "128Mi"},
		},
		"securityContext": kube.Object{
			"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
			"capabilities": kube.Object{"drop": []any{"ALL"}},
		},
	}
}

func variable(name, value string) kube.Object { return kube.Object{"name": name, "value": value} }
