// Package policy says what no object of the platform may have: a pod that its namespace does not admit, a container without bounds, a
// credential in clear, a token of the API server that nothing uses, a right to read every Secret.
package policy

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Object is an object with the namespace that it is made in, which a rendered one need not say.
type Object struct {
	render.Object
	Namespace string
}

// In places rendered objects in the namespace of their release, or in their own.
func In(namespace string, objects []render.Object) []Object {
	var all []Object
	for _, object := range objects {
		placed := Object{object, namespace}
		if own, ok := render.At[string](object, "metadata", "namespace"); ok {
			placed.Namespace = own
		}
		all = append(all, placed)
	}
	return all
}

// Pod is a pod that some object leads to.
type Pod struct {
	Object
	// Name is "namespace/kind/name" of that object, and of which pod where it has more.
	Name string
	Spec corev1.PodSpec
}

// Pods are the pods of the objects, tests of charts left out: nothing runs them.
func Pods(objects []Object) ([]Pod, error) {
	var all []Pod
	for _, object := range objects {
		if object.Test() {
			continue
		}
		for suffix, spec := range object.PodSpecs() {
			pod := Pod{Object: object, Name: object.Namespace + "/" + object.ID() + suffix}
			text, err := json.Marshal(spec)
			if err == nil {
				err = json.Unmarshal(text, &pod.Spec)
			}
			if err != nil {
				return nil, fmt.Errorf("reading the pod of %s: %w", pod.Name, err)
			}
			all = append(all, pod)
		}
	}
	return all, nil
}

// containers are all of a pod's, init containers first.
func (p Pod) containers() []corev1.Container {
	return append(append([]corev1.Container{}, p.Spec.InitContainers...), p.Spec.Containers...)
}
