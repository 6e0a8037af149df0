package preflight

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/components/cluster/api"
)

// pullNamespace is made for the pod that pulls, and removed after it.
const pullNamespace = "kalypso-doctor"

const (
	// pullPatience is how long a pull may take: a large image on a slow line takes a minute.
	pullPatience = 2 * time.Minute
	// pullPause is between two looks at the pod.
	pullPause = 300 * time.Millisecond
)

// Pull has a node pull an image, in a namespace of its own, and says whether it could.
func Pull(ctx context.Context, client api.Client, image string) Finding {
	within, cancel := context.WithTimeout(ctx, pullPatience)
	defer cancel()
	defer removePull(context.WithoutCancel(ctx), client) // also after an interruption
	begun := time.Now()
	finding := Finding{Check: "pull", Level: Refusal, Key: "kalypso:cluster",
		Remedy: "look at the registry's address and its credentials on the nodes, or at the proxy"}
	reason, err := pull(within, client, image)
	switch {
	case err != nil:
		finding.Found = fmt.Sprintf("pulling %s: %v", image, err)
	case reason != "":
		finding.Found = fmt.Sprintf("no node can pull %s: %s", image, reason)
	default:
		return Finding{Check: "pull", Level: OK, Found: fmt.Sprintf("%s, in %.1f s", image, time.Since(begun).Seconds())}
	}
	return finding
}

// pull makes the pod and waits for its image; reason is the node's, if it cannot have it.
func pull(ctx context.Context, client api.Client, image string) (reason string, err error) {
	namespace := map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": pullNamespace}}
	if err := client.Send(ctx, http.MethodPost, "/api/v1/namespaces", namespace, nil); err != nil && !apierrors.IsAlreadyExists(err) {
		return "", fmt.Errorf("making namespace %s: %w", pullNamespace, err)
	}
	const path = "/api/v1/namespaces/" + pullNamespace + "/pods"
	made := false
	for {
		if !made {
			err := client.Send(ctx, http.MethodPost, path, pullPod(image), nil)
			made = err == nil || apierrors.IsAlreadyExists(err)
			if !made && !apierrors.IsForbidden(err) { // its service account is made a moment after the namespace
				return "", fmt.Errorf("making a pod: %w", err)
			}
		}
		if done, reason := pulled(ctx, client, path); done {
			return reason, nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("not there within %.0f s: %w", pullPatience.Seconds(), ctx.Err())
		case <-time.After(pullPause):
		}
	}
}

// pulled reads how far the pod is. Whether the image can also run is no matter.
func pulled(ctx context.Context, client api.Client, path string) (done bool, reason string) {
	var pod struct {
		Status struct {
			ContainerStatuses []struct {
				ImageID string
				State   struct {
					Waiting struct{ Reason, Message string }
				}
			}
		}
	}
	if err := client.Get(ctx, path+"/pull", &pod); err != nil || len(pod.Status.ContainerStatuses) == 0 {
		return false, ""
	}
	status := pod.Status.ContainerStatuses[0]
	waiting := status.State.Waiting
	if slices.Contains([]string{"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ImageInspectError"}, waiting.Reason) {
		return true, waiting.Reason + ": " + waiting.Message
	}
	return status.ImageID != "" || !slices.Contains([]string{"ContainerCreating", "PodInitializing"}, waiting.Reason), ""
}

// pullPod is a pod that every namespace admits and that does nothing.
func pullPod(image string) map[string]any {
	return map[string]any{
		"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "pull"},
		"spec": map[string]any{
			"automountServiceAccountToken": false, "restartPolicy": "Never", "activeDeadlineSeconds": int(pullPatience.Seconds()),
			"terminationGracePeriodSeconds": 0,
			"containers": []any{map[string]any{
				"name": "pull", "image": image, "imagePullPolicy": "Always", "command": []string{"/kalypso-doctor-runs-nothing"},
				"securityContext": map[string]any{
					"allowPrivilegeEscalation": false, "runAsNonRoot": true, "runAsUser": 65534,
					"capabilities": map[string]any{"drop": []string{"ALL"}}, "seccompProfile": map[string]any{"type": "RuntimeDefault"},
				},
			}},
		},
	}
}

// removePull removes the namespace with the pod; it is gone some seconds later.
func removePull(ctx context.Context, client api.Client) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	_ = client.Send(ctx, http.MethodDelete, "/api/v1/namespaces/"+pullNamespace, nil, nil) // the finding says what matters
}
