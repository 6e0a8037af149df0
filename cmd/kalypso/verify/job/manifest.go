package job

import (
	"encoding/json"
	"fmt"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/reach"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// user is any that is not root.
const user = 65532

// manifest is the Job: no service account, no capability, nothing that can be written to.
func (j Job) manifest(name string) (kube.Object, error) {
	labels := kube.Object{"app.kubernetes.io/name": "kalypso-verify", "app.kubernetes.io/part-of": "kalypso"}
	container, err := j.container()
	if err != nil {
		return nil, err
	}
	return kube.Object{
		"apiVersion": "batch/v1", "kind": "Job",
		"metadata": kube.Object{"name": name, "labels": labels},
		"spec": kube.Object{
			"backoffLimit": 0, "ttlSecondsAfterFinished": 600,
			"activeDeadlineSeconds": int((startPatience + j.Timeout + time.Minute).Seconds()),
			"template": kube.Object{
				"metadata": kube.Object{"labels": labels},
				"spec": kube.Object{
					"restartPolicy": "Never", "automountServiceAccountToken": false, "enableServiceLinks": false,
					"securityContext": kube.Object{
						"runAsNonRoot": true, "runAsUser": user, "runAsGroup": user,
						"seccompProfile": kube.Object{"type": "RuntimeDefault"},
					},
					"containers": []kube.Object{container},
				},
			},
		},
	}, nil
}

func (j Job) container() (kube.Object, error) {
	expect, err := json.Marshal(j.Platform)
	if err != nil {
		return nil, fmt.Errorf("encoding what is to be proven: %w", err)
	}
	env := []kube.Object{{"name": proof.Environment, "value": literal(string(expect))}}
	if grafana := j.Platform.Grafana; grafana != nil {
		secret := func(variable, entry string) kube.Object {
			return kube.Object{"name": variable, "valueFrom": kube.Object{
				"secretKeyRef": kube.Object{"name": grafana.Secret, "key": entry},
			}}
		}
		env = append(env, secret(reach.UserVariable, grafana.UserEntry), secret(reach.PasswordVariable, grafana.PasswordEntry))
	}
	return kube.Object{
		"name": "verify", "image": j.Image, "imagePullPolicy": "IfNotPresent", "env": env,
		"args": []string{"--direct", fmt.Sprintf("--json=%t", j.JSON), "--timeout=" + j.Timeout.String()},
		"resources": kube.Object{
			"requests": kube.Object{"cpu": "10m", "memory": "32Mi"},
			"limits":   kube.Object{"memory": "128Mi"},
		},
		"securityContext": kube.Object{
			"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
			"capabilities": kube.Object{"drop": []string{"ALL"}},
		},
	}, nil
}

// literal keeps Kubernetes from taking $(...) for another variable.
func literal(text string) string { return strings.ReplaceAll(text, "$(", "$$(") }
