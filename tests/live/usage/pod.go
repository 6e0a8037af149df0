package usage

import "strings"

// pod is the part of a pod that matters here.
type pod struct {
	Metadata struct {
		Name, Namespace, UID string
		Labels               map[string]string
		OwnerReferences      []struct{ Kind, Name string }
	}
	Spec struct {
		Containers []struct {
			Name      string
			Resources struct{ Requests, Limits map[string]string }
		}
	}
	Status struct {
		Phase             string
		ContainerStatuses []containerStatus
	}
}

type containerStatus struct {
	Name         string
	Ready        bool
	RestartCount int
	State        struct{ Running *struct{} }
	LastState    struct {
		Terminated *struct {
			Reason   string
			ExitCode int
		}
	}
}

// workload is what made the pod, without the hash that a Deployment's ReplicaSet has in its name.
func (p pod) workload() string {
	if len(p.Metadata.OwnerReferences) == 0 {
		return p.Metadata.Name
	}
	owner := p.Metadata.OwnerReferences[0]
	if hash := p.Metadata.Labels["pod-template-hash"]; owner.Kind == "ReplicaSet" && hash != "" {
		return strings.TrimSuffix(owner.Name, "-"+hash)
	}
	return owner.Name
}
