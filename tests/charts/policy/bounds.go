package policy

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Unbounded says what a pod takes without a bound: an image that changes under its name, a container without requests or memory limit, a
// volume that fills the node's disk or memory.
func Unbounded(pod Pod) []string {
	var found []string
	report := func(format string, arguments ...any) {
		found = append(found, pod.Name+": "+fmt.Sprintf(format, arguments...))
	}
	for _, c := range pod.containers() {
		if floating(c.Image) {
			report("container %s: image %q has no tag, or latest", c.Name, c.Image)
		}
		for _, resource := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
			if request := c.Resources.Requests[resource]; request.IsZero() {
				report("container %s: no request of %s", c.Name, resource)
			}
		}
		if c.Resources.Limits.Memory().IsZero() {
			report("container %s: no memory limit", c.Name)
		}
	}
	disk := slices.ContainsFunc(pod.Spec.Containers, func(c corev1.Container) bool { return !c.Resources.Limits.StorageEphemeral().IsZero() })
	for _, volume := range pod.Spec.Volumes {
		// What is in memory counts against the containers' limits, and what is on disk against theirs of it, where one has any: then
		// the kubelet ends a pod that takes more.
		dir := volume.EmptyDir
		if dir != nil && (dir.SizeLimit == nil || dir.SizeLimit.IsZero()) && dir.Medium != corev1.StorageMediumMemory && !disk {
			report("volume %s: an emptyDir without sizeLimit, and no container has a limit of ephemeral-storage", volume.Name)
		}
	}
	return found
}

// floating tells whether what an image's name means may change. A collector without an image has the operator's, which is in its chart.
func floating(image string) bool {
	if image == "" || strings.Contains(image, "@sha256:") {
		return false
	}
	_, tag, tagged := strings.Cut(image[strings.LastIndex(image, "/")+1:], ":")
	return !tagged || tag == "latest"
}
