package render

import "strings"

// Kind is the object's kind.
func (o Object) Kind() string { s, _ := o["kind"].(string); return s }

// Name is metadata.name.
func (o Object) Name() string { s, _ := At[string](o, "metadata", "name"); return s }

// Hook lists the Helm hooks the object belongs to ("" for none).
func (o Object) Hook() string {
	s, _ := At[string](o, "metadata", "annotations", "helm.sh/hook")
	return s
}

// Test tells whether the object exists for `helm test` only.
func (o Object) Test() bool { return strings.HasPrefix(o.Hook(), "test") }

// ID is "Kind/name", for messages.
func (o Object) ID() string { return o.Kind() + "/" + o.Name() }

// PodSpec is the pod specification in the object and whether it has one.
func (o Object) PodSpec() (map[string]any, bool) {
	switch o.Kind() {
	case "Pod":
		return At[map[string]any](o, "spec")
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job":
		return At[map[string]any](o, "spec", "template", "spec")
	case "CronJob":
		return At[map[string]any](o, "spec", "jobTemplate", "spec", "template", "spec")
	case "OpenTelemetryCollector":
		return collectorPod(o)
	}
	return nil, false
}

// PodSpecs are all pod specifications that the object leads to, by what tells them apart: beside a collector its target allocator.
func (o Object) PodSpecs() map[string]map[string]any {
	specs := map[string]map[string]any{}
	if spec, ok := o.PodSpec(); ok {
		specs[""] = spec
	}
	if allocator, ok := At[map[string]any](o, "spec", "targetAllocator"); ok && o.Kind() == "OpenTelemetryCollector" {
		specs["/ta"], _ = collectorPod(Object{"spec": allocator})
	}
	return specs
}

// collectorPod is the pod that the operator makes of a collector, as far as it follows from the resource: without an image of
// its own it gets the operator's.
func collectorPod(o Object) (map[string]any, bool) {
	spec, ok := At[map[string]any](o, "spec")
	container := map[string]any{"name": "otc-container"}
	for _, key := range []string{"image", "resources", "env", "envFrom", "volumeMounts", "securityContext"} {
		if value, set := spec[key]; set {
			container[key] = value
		}
	}
	containers := []any{container}
	if more, set := spec["additionalContainers"].([]any); set {
		containers = append(containers, more...)
	}
	pod := map[string]any{"containers": containers}
	for key, from := range map[string]string{"volumes": "volumes", "nodeSelector": "nodeSelector", "tolerations": "tolerations",
		"serviceAccountName": "serviceAccount", "securityContext": "podSecurityContext"} {
		if value, set := spec[from]; set {
			pod[key] = value
		}
	}
	return pod, ok
}

// At is the value of type T under the path in nested maps, and whether it is there.
func At[T any](m map[string]any, path ...string) (T, bool) {
	var current any = m
	var zero T
	for _, key := range path {
		next, ok := asMap(current)
		if !ok {
			return zero, false
		}
		if current, ok = next[key]; !ok {
			return zero, false
		}
	}
	value, ok := current.(T)
	return value, ok
}

// List is the maps in the list under the path; none where there is no list.
func List(m map[string]any, path ...string) []map[string]any {
	items, _ := At[[]any](m, path...)
	var maps []map[string]any
	for _, item := range items {
		if one, ok := item.(map[string]any); ok {
			maps = append(maps, one)
		}
	}
	return maps
}

func asMap(value any) (map[string]any, bool) {
	switch m := value.(type) {
	case map[string]any:
		return m, true
	case Object:
		return m, true
	}
	return nil, false
}
