package footprint

import (
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// of is the row of one object; false for objects that run nothing and store nothing.
func of(object render.Object) (Row, bool, error) {
	row := Row{Workload: object.ID(), Hook: object.Hook() != "" || object.Kind() == "Job"}
	switch object.Kind() {
	case "PersistentVolumeClaim":
		size, err := storage(object)
		row.Storage = size
		return row, true, err
	}
	spec, ok := object.PodSpec()
	if !ok {
		return row, false, nil
	}
	row.Pods = replicas(object)
	for _, claim := range render.List(object, "spec", "volumeClaimTemplates") {
		size, err := storage(claim)
		if err != nil {
			return row, false, err
		}
		row.Storage += size * int64(row.Pods)
	}
	return row, true, row.addPods(spec)
}

// replicas is how many pods the controller makes; on one node for a DaemonSet.
func replicas(object render.Object) int {
	switch object.Kind() {
	case "Deployment", "StatefulSet", "ReplicaSet", "OpenTelemetryCollector":
		if mode, _ := render.At[string](object, "spec", "mode"); mode == "daemonset" {
			return 1
		}
		if n, ok := number(object, "spec", "replicas"); ok {
			return n
		}
	}
	return 1
}

// addPods adds the requests of the pods: the sum of the containers, or the largest init container where that is more;
// an init container with restartPolicy Always is a sidecar and counts with the containers.
func (r *Row) addPods(spec map[string]any) error {
	var sum, peak usage
	for _, c := range Containers(spec) {
		u, err := c.usage()
		if err != nil {
			return err
		}
		if u.limit == 0 {
			r.Unlimited = append(r.Unlimited, r.Workload+"/"+c.Name)
		}
		if c.Init && !c.Sidecar {
			peak = peak.max(u)
			continue
		}
		r.Containers += r.Pods
		sum = sum.add(u)
	}
	sum = sum.max(peak)
	pods := int64(r.Pods)
	r.MilliCPU, r.Memory, r.MemoryLimit = pods*sum.cpu, pods*sum.memory, pods*sum.limit
	return nil
}

func storage(claim map[string]any) (int64, error) {
	list, _ := render.At[map[string]any](claim, "spec", "resources", "requests")
	q, _, err := quantity(list, "storage")
	return q.Value(), err
}

func number(object render.Object, path ...string) (int, bool) {
	switch n, _ := render.At[any](object, path...); n := n.(type) {
	case float64:
		return int(n), true
	case int64:
		return int(n), true
	case int:
		return n, true
	}
	return 0, false
}
