// Package preflight compares a cluster with what is about to be deployed to it: what would fail after minutes is said within
// seconds, all at once, each with the remedy. Ask is what talks to the cluster; everything else is about plain data.
package preflight

// Plan is what is about to be deployed, as far as a cluster can be in its way.
type Plan struct {
	Namespaces []Namespace
	Releases   []Release
	Objects    []Owned
	// Stack is the stack's name, "" without an engine; Keep says that what is stored stays without its component.
	Stack string
	Keep  bool
	// Off are the namespaces of the components that are switched off.
	Off []Namespace
	// Volumes are as they are to be.
	Volumes []Volume
	// Claims says that volumes are claimed; StorageClass is their class, "" the cluster's default.
	Claims       bool
	StorageClass string
	// Parallel are the StatefulSets that an earlier version made OrderedReady.
	Parallel []Name
	// DNS is the Service by which the components in Resolving, which have gateways of nginx, resolve names.
	DNS       Service
	Resolving []string
	// Total is what all pods request, on one node; Largest what the largest pod does.
	Total, Largest Request
	// NodeSelector and Tolerations are those of the pods.
	NodeSelector map[string]string
	Tolerations  []Toleration
	// EBPF says that programs are loaded into the nodes' kernels.
	EBPF bool
}

// Namespace is one that the program makes.
type Namespace struct {
	Name, Component     string
	Labels, Annotations map[string]string
	// Keep says that what is stored in it stays without its component.
	Keep bool
	// Privileged says that pods in it use the node's files, network or kernel.
	Privileged bool
}

// Volume is that of each pod of a StatefulSet, or a claim that a chart makes by itself, under that name; Size is a quantity. Path is where
// the component's values say it; nil where they do not.
type Volume struct {
	Component, Namespace, Name, Size string
	Path                             []string
}

// Release is a Helm release that the program makes.
type Release struct{ Name, Namespace, Component string }

// Owned is an object without a namespace that a release makes.
type Owned struct {
	Release    Release
	Kind, Name string
}

// Name is an object of some kind.
type Name struct{ Namespace, Name string }

// Service is a Service of the cluster's own.
type Service struct{ Name, Namespace string }

// Request is an amount of CPU, in thousandths of a core, and of memory, in MiB.
type Request struct{ CPU, Memory int64 }

// Toleration is one of Kubernetes, of which Operator is "" (Equal), "Equal" or "Exists".
type Toleration struct{ Key, Operator, Value, Effect string }

// deployed says whether the platform is there already, wholly or in part: a namespace of ours is.
func (p Plan) deployed(facts Facts) bool {
	for _, object := range facts.Namespaces {
		if ours, named := p.namespace(object.Metadata.Name); named && ours.made(object.Metadata) {
			return true
		}
	}
	return false
}

// namespace returns the namespace of ours with that name.
func (p Plan) namespace(name string) (Namespace, bool) {
	for _, one := range p.Namespaces {
		if one.Name == name {
			return one, true
		}
	}
	return Namespace{}, false
}
