// Package networktest judges NetworkPolicies as Kubernetes means them, for tests: what the API's documentation says of each field, and
// nothing of what a network plugin makes of it.
package networktest

import (
	"fmt"
	"net/netip"
	"slices"
)

type tree = map[string]any

// End is one end of a connection: a pod, or an address outside of the cluster where it has no namespace.
type End struct {
	Namespace string
	// Labels are the pod's, NamespaceLabels those of its namespace beside its name.
	Labels, NamespaceLabels map[string]string
	// Ports are the pod's by name.
	Ports map[string]int
	IP    string
}

// Allowed says whether the policies let a connection to a port of the pod at the other end through, protocol TCP or UDP: out of one
// namespace and into the other.
func Allowed(policies []tree, from, to End, protocol string, port int) bool {
	return passes(policies, "Egress", from, to, to, protocol, port) && passes(policies, "Ingress", to, from, to, protocol, port)
}

// passes judges one direction: own is the end whose policies count, other the one that their peers name, and server the one with the port.
func passes(policies []tree, direction string, own, other, server End, protocol string, port int) bool {
	rules, peers := "egress", "to"
	if direction == "Ingress" {
		rules, peers = "ingress", "from"
	}
	isolated := false
	for _, policy := range policies {
		spec := below(policy, "spec")
		if below(policy, "metadata")["namespace"] != own.Namespace || !slices.Contains(list(spec["policyTypes"]), any(direction)) ||
			!matches(below(spec, "podSelector"), own.Labels) {
			continue
		}
		isolated = true
		for _, one := range list(spec[rules]) {
			rule := one.(tree)
			if anyPeer(rule[peers], own.Namespace, other) && anyPort(rule["ports"], server, protocol, port) {
				return true
			}
		}
	}
	return !isolated
}

// anyPeer is true without peers: a rule that names none means all.
func anyPeer(peers any, namespace string, other End) bool {
	return len(list(peers)) == 0 || slices.ContainsFunc(list(peers), func(one any) bool { return isPeer(one.(tree), namespace, other) })
}

func isPeer(peer tree, namespace string, other End) bool {
	if block, ok := peer["ipBlock"].(tree); ok {
		address, err := netip.ParseAddr(other.IP)
		except := func(cidr any) bool { return netip.MustParsePrefix(fmt.Sprint(cidr)).Contains(address) }
		return err == nil && except(block["cidr"]) && !slices.ContainsFunc(list(block["except"]), except)
	}
	if other.Namespace == "" {
		return false
	}
	selected := other.Namespace == namespace
	if selector, ok := peer["namespaceSelector"].(tree); ok {
		labels := map[string]string{"kubernetes.io/metadata.name": other.Namespace}
		for key, value := range other.NamespaceLabels {
			labels[key] = value
		}
		selected = matches(selector, labels)
	}
	return selected && matches(below(peer, "podSelector"), other.Labels)
}

func anyPort(ports any, server End, protocol string, port int) bool {
	return len(list(ports)) == 0 || slices.ContainsFunc(list(ports), func(one any) bool {
		entry := one.(tree)
		if spoken, ok := entry["protocol"]; ok && spoken != protocol || !ok && protocol != "TCP" {
			return false
		}
		switch wanted := entry["port"].(type) {
		case nil:
			return true
		case string:
			number, named := server.Ports[wanted]
			return named && number == port
		default:
			first := number(wanted)
			last := first
			if end, ok := entry["endPort"]; ok {
				last = number(end)
			}
			return first <= port && port <= last
		}
	})
}

// matches judges a LabelSelector; an empty one matches all.
func matches(selector tree, labels map[string]string) bool {
	for key, value := range below(selector, "matchLabels") {
		if labels[key] != value {
			return false
		}
	}
	for _, one := range list(selector["matchExpressions"]) {
		expression := one.(tree)
		value, there := labels[fmt.Sprint(expression["key"])]
		in := there && slices.Contains(list(expression["values"]), any(value))
		if ok := map[any]bool{"In": in, "NotIn": !in, "Exists": there, "DoesNotExist": !there}[expression["operator"]]; !ok {
			return false
		}
	}
	return true
}

func below(value tree, key string) tree {
	inner, _ := value[key].(tree)
	return inner
}

// list is a list of anything, or of texts.
func list(value any) []any {
	if texts, ok := value.([]string); ok {
		var all []any
		for _, text := range texts {
			all = append(all, text)
		}
		return all
	}
	all, _ := value.([]any)
	return all
}

// number is a port as Go or as JSON has it.
func number(value any) int {
	if float, ok := value.(float64); ok {
		return int(float)
	}
	whole, _ := value.(int)
	return whole
}
