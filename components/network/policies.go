package network

import (
	"cmp"
	"maps"
	"slices"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// tree is a part of an object.
type tree = map[string]any

// named is the label that Kubernetes itself puts on every namespace.
const named = "kubernetes.io/metadata.name"

// Policies returns the policy of each namespace that a member lives in, by namespace: one for all of them, for all pods, since each
// policy is a resource of the stack. What no rule names is refused, both ways. The kubelet's probes come from the node, which network
// plugins always let in, and so do port-forwards, which end inside the pod.
func Policies(members []Member, settings Settings) map[string]manifest.Object {
	all := map[string]manifest.Object{}
	for _, m := range members {
		all[m.Namespace] = manifest.Object{
			"apiVersion": "networking.k8s.io/v1",
			"kind":       "NetworkPolicy",
			"metadata":   tree{"name": PolicyName, "namespace": m.Namespace},
			"spec": tree{
				"podSelector": tree{},
				"policyTypes": []any{"Ingress", "Egress"},
				"ingress":     ingress(m.Namespace, members),
				"egress":      egress(m.Namespace, members, settings),
			},
		}
	}
	return all
}

// ingress is what comes in: from the namespace itself, by open doors from everywhere, by the others from those that call and from
// namespaces with the label, and to the ports with metrics from who scrapes.
func ingress(namespace string, members []Member) []any {
	rules := []any{tree{"from": []any{inside(namespace)}}}
	var open []int
	for _, m := range members {
		for _, door := range m.Doors {
			if m.Namespace == namespace && door.Open {
				open = append(open, door.Port)
			}
		}
	}
	if len(open) > 0 {
		rules = append(rules, tree{"ports": tcp(open...)})
	}
	for _, m := range members {
		if m.Namespace != namespace {
			continue
		}
		for _, door := range m.Doors {
			if door.Open {
				continue
			}
			from := []any{labelled(Reaches(m.Name), "true")}
			callers := where(members, func(other Member) bool {
				return other.Namespace != namespace && slices.Contains(other.Calls, m.Name+"."+door.Name)
			})
			if len(callers) > 0 {
				from = append([]any{inside(callers...)}, from...)
			}
			rules = append(rules, tree{"from": from, "ports": tcp(door.Port)})
		}
	}
	scrapers := where(members, func(other Member) bool { return other.Scrapes && other.Namespace != namespace })
	if metrics := metricsOf(namespace, members); len(metrics) > 0 && len(scrapers) > 0 {
		rules = append(rules, tree{"from": []any{inside(scrapers...)}, "ports": metrics})
	}
	return rules
}

// metricsOf are the ports with metrics of a namespace, by name: their numbers are the charts' affair.
func metricsOf(namespace string, members []Member) []any {
	var names []string
	for _, m := range members {
		if m.Namespace == namespace {
			names = append(names, m.Metrics...)
		}
	}
	slices.Sort(names)
	var ports []any
	for _, name := range slices.Compact(names) {
		ports = append(ports, tree{"protocol": "TCP", "port": name})
	}
	return ports
}

// The ports of the API server: of its Service, and behind it that of most distributions. Its address is known only where it runs, and
// network plugins differ in whether they look before or behind the Service.
const (
	apiService = 443
	apiServer  = 6443
)

// The ports of DNS: the Service's and most servers' own, and that of OpenShift's. A cache on the node has an address of no pod.
const (
	dns        = 53
	dnsBehind  = 5353
	everywhere = ""
)

// egress is where a namespace's pods go to: each other, names, the doors that they call, and what is outside.
func egress(namespace string, members []Member, settings Settings) []any {
	ports := map[string][]int{} // by namespace; everywhere for addresses that nobody knows
	var services, blocks []string
	for _, m := range members {
		if m.Namespace != namespace {
			continue
		}
		if m.Anywhere {
			return []any{tree{}}
		}
		if m.API {
			ports[everywhere] = append(ports[everywhere], apiService, apiServer)
			if settings.APIServerPort != 0 {
				ports[everywhere] = append(ports[everywhere], settings.APIServerPort)
			}
		}
		for _, other := range members {
			for _, door := range other.Doors {
				if other.Namespace != namespace && slices.Contains(m.Calls, other.Name+"."+door.Name) {
					ports[other.Namespace] = append(ports[other.Namespace], door.Port)
				}
			}
			if m.Scrapes && len(other.Metrics) > 0 && other.Namespace != namespace {
				services = append(services, other.Namespace) // by the numbers of the charts, which the other end knows by name
			}
		}
		for _, to := range m.Outside {
			switch {
			case to.Namespace != "":
				services = append(services, to.Namespace)
			case to.Block != "":
				blocks = append(blocks, to.Block)
			default:
				ports[everywhere] = append(ports[everywhere], to.Port)
			}
		}
	}
	rules := []any{
		tree{"to": []any{inside(namespace)}},
		tree{"ports": both(dns)},
		tree{"to": []any{inside(settings.DNS)}, "ports": both(dnsBehind)},
	}
	for _, to := range slices.Sorted(maps.Keys(ports)) {
		rule := tree{"ports": tcp(ports[to]...)}
		if to != everywhere {
			rule["to"] = []any{inside(to)}
		}
		rules = append(rules, rule)
	}
	if services = unique(services); len(services) > 0 {
		rules = append(rules, tree{"to": []any{inside(services...)}})
	}
	for _, block := range unique(blocks) {
		rules = append(rules, tree{"to": []any{tree{"ipBlock": tree{"cidr": block}}}})
	}
	return rules
}

// where are the namespaces of the members that are so, sorted.
func where(members []Member, so func(Member) bool) []string {
	var found []string
	for _, m := range members {
		if so(m) {
			found = append(found, m.Namespace)
		}
	}
	return unique(found)
}

func unique[T cmp.Ordered](list []T) []T {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// inside is every pod of the namespaces.
func inside(namespaces ...string) tree {
	if len(namespaces) == 1 {
		return labelled(named, namespaces[0])
	}
	return tree{"namespaceSelector": tree{"matchExpressions": []any{tree{"key": named, "operator": "In", "values": namespaces}}}}
}

func labelled(key, value string) tree {
	return tree{"namespaceSelector": tree{"matchLabels": tree{key: value}}}
}

func tcp(numbers ...int) []any {
	var ports []any
	for _, number := range unique(numbers) {
		ports = append(ports, tree{"protocol": "TCP", "port": number})
	}
	return ports
}

// both are a port's protocols, for DNS.
func both(port int) []any {
	return []any{tree{"protocol": "TCP", "port": port}, tree{"protocol": "UDP", "port": port}}
}
