package preflight

import (
	"time"
)

// Facts are what a cluster says of itself. A field is empty where its question failed; Failed then says so.
type Facts struct {
	Namespaces, Services, DaemonSets []Object
	Nodes                            []Node
	// Claims are those of all namespaces.
	Claims         []Claim
	StorageClasses []StorageClass
	// Releases are Helm's records, one for each revision.
	Releases []Object
	// Pods are those that run or wait, in all namespaces.
	Pods   []Pod
	Limits []Limit
	// StatefulSets are those of all namespaces.
	StatefulSets []StatefulSet
	Quotas       []Quota
	Leases       []Lease
	APIServices  []APIService
	// Owned are the objects without a namespace, by kind.
	Owned map[string][]Object
	// Denied are the rights that are missing, as "create secrets".
	Denied []string
	// Ahead is by how much the API server's clock is ahead of this machine's; Now is its time.
	Ahead time.Duration
	Now   time.Time
	// Privileged is the API server's reason not to admit a privileged pod to namespace default; "" if it would.
	Privileged string
	// Failed are the questions without an answer, with the reason.
	Failed map[Question]error
}

// Object is an object by its metadata.
type Object struct{ Metadata Metadata }

// Metadata is that of an object. Timestamps are text.
type Metadata struct {
	Name, Namespace, DeletionTimestamp string
	Labels, Annotations                map[string]string
	ManagedFields                      []struct{ Manager string }
	OwnerReferences                    []struct{ Kind, Name string }
}

// Claim is a claim of a volume.
type Claim struct {
	Metadata Metadata
	Spec     struct {
		StorageClassName string
		Resources        struct{ Requests map[string]string }
	}
}

// StorageClass is a kind of volumes.
type StorageClass struct {
	Metadata             Metadata
	AllowVolumeExpansion bool
}

// Node is what a node has.
type Node struct {
	Metadata Metadata
	Spec     struct {
		Unschedulable bool
		Taints        []struct{ Key, Value, Effect string }
	}
	Status struct {
		Allocatable map[string]string
		NodeInfo    struct{ KernelVersion, KubeletVersion, OperatingSystem string }
	}
}

// StatefulSet is how one makes its pods.
type StatefulSet struct {
	Metadata Metadata
	Spec     struct {
		PodManagementPolicy  string
		VolumeClaimTemplates []Claim
	}
}

// Pod is what a pod requests, and where.
type Pod struct {
	Metadata Metadata
	Spec     struct {
		NodeName       string
		Containers     []Container
		InitContainers []Container
	}
}

// Container is what a container requests. An init container with RestartPolicy Always runs on beside the others.
type Container struct {
	RestartPolicy string
	Resources     struct{ Requests map[string]string }
}

// Limit is a LimitRange.
type Limit struct {
	Metadata Metadata
	Spec     struct {
		Limits []struct {
			Type                              string
			Max, Min, Default, DefaultRequest map[string]string
		}
	}
}

// Quota is a ResourceQuota.
type Quota struct {
	Metadata Metadata
	Status   struct{ Hard, Used map[string]string }
}

// Lease is what a node renews every ten seconds, by its own clock.
type Lease struct {
	Metadata Metadata
	Spec     struct{ RenewTime time.Time }
}

// APIService is a part of the API that the API server hands on, like that of metrics.
type APIService struct {
	Metadata Metadata
	Spec     struct {
		Group string
		// Service is what serves it; nil for the API server itself.
		Service *struct{ Name, Namespace string }
	}
	Status struct {
		Conditions []struct{ Type, Status, Message string }
	}
}

// list is a list as the API server sends it.
type list[T any] struct{ Items []T }
