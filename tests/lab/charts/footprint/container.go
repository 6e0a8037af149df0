package footprint

import "github.com/kalypsoServing/kalypso/tests/lab/charts/render"

// Container is one container of a pod specification.
type Container struct {
	Name  string
	Image string
	// Init tells an init container, Sidecar one of these that keeps running (restartPolicy: Always).
	Init, Sidecar bool
	spec          map[string]any
}

// Containers lists the containers of a pod specification, init containers first.
func Containers(spec map[string]any) []Container {
	var all []Container
	for _, field := range []string{"initContainers", "containers"} {
		for _, m := range render.List(spec, field) {
			c := Container{Init: field == "initContainers", spec: m}
			c.Name, _ = m["name"].(string)
			c.Image, _ = m["image"].(string)
			c.Sidecar = c.Init && m["restartPolicy"] == "Always"
			all = append(all, c)
		}
	}
	return all
}

// usage is what a container or a pod asks for: CPU in thousandths, memory and its limit in bytes.
type usage struct{ cpu, memory, limit int64 }

func (u usage) add(o usage) usage {
	return usage{u.cpu + o.cpu, u.memory + o.memory, u.limit + o.limit}
}

func (u usage) max(o usage) usage {
	return usage{max(u.cpu, o.cpu), max(u.memory, o.memory), max(u.limit, o.limit)}
}

// usage reads the container's resources; a limit without a request is also the request, as Kubernetes has it.
func (c Container) usage() (usage, error) {
	requests, _ := render.At[map[string]any](c.spec, "resources", "requests")
	limits, _ := render.At[map[string]any](c.spec, "resources", "limits")
	cpu, hasCPU, err := quantity(requests, "cpu")
	if err != nil {
		return usage{}, err
	}
	memory, hasMemory, err := quantity(requests, "memory")
	if err != nil {
		return usage{}, err
	}
	limit, _, err := quantity(limits, "memory")
	if err != nil {
		return usage{}, err
	}
	if !hasMemory {
		memory = limit
	}
	if !hasCPU {
		if cpu, _, err = quantity(limits, "cpu"); err != nil {
			return usage{}, err
		}
	}
	return usage{cpu.MilliValue(), memory.Value(), limit.Value()}, nil
}
