// Package network makes the NetworkPolicies of the platform: what a namespace is not told to let in or out does not get in or out. It
// computes only: what flows stands in the table of components (package stacks), and the component that owns a namespace registers its
// policy.
package network

// Member is a component as others see it over the network.
type Member struct {
	Name, Namespace string
	// Doors are the ports that it opens, and Metrics the names of the ports that tell metrics.
	Doors   []Door
	Metrics []string
	// Calls are the doors of others that it goes to, as "<component>.<door>"; those of components that are off are none.
	Calls []string
	// API says that pods of it ask the API server.
	API bool
	// Scrapes says that it reads everybody's metrics.
	Scrapes bool
	// Outside are further addresses that it goes to.
	Outside []Address
	// Anywhere says that where it goes to is whatever somebody writes on a pod.
	Anywhere bool
}

// Door is a port of a component's pods: the pods', not the Service's, for that is what a policy sees.
type Door struct {
	Name string
	Port int
	// Open lets everybody in. Only an open door is found by those that have no namespace: the API server (its webhooks), pods in the
	// network of their node, and what comes over a NodePort.
	Open bool
}

// Address is somewhere outside of the platform.
type Address struct {
	// Namespace is that of a Service in the cluster. Which port its pods have is not known.
	Namespace string
	// Port is that of an address whose host may be anything: a name has no place in a policy.
	Port int
	// Block is a range of addresses.
	Block string
}

// Settings are those of the cluster.
type Settings struct {
	// DNS is the namespace of the cluster's DNS Service.
	DNS string
	// APIServerPort is where the API server listens behind its Service, beside the usual; 0 for nowhere else.
	APIServerPort int
}

// Reaches is the label by which a namespace that is not the platform's is let in at a component's doors, with the value "true".
func Reaches(component string) string { return "kalypso.io/reaches-" + component }

// PolicyName is that of the policy in each namespace.
const PolicyName = "kalypso"
