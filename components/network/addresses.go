package network

import (
	"maps"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// schemes are the ports of addresses that name none.
func schemes() map[string]int {
	return map[string]int{"http": 80, "https": 443, "grpc": 443, "smtp": 25}
}

// hostPort is a host of more than one label, or an address in brackets, and a port: not an image's name and tag.
var hostPort = regexp.MustCompile(`^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\[[0-9a-fA-F:]+\]):\d{2,5}$`)

// lookedUp is how Grafana's programs are told to ask DNS for all addresses of a name.
var lookedUp = regexp.MustCompile(`^dns(srv|srvnoa)?\+`)

// Outside reads an address as programs take it, a URL or host:port, in a cluster of that domain. ok is false for other texts, and for this
// pod itself.
func Outside(text, domain string) (to Address, ok bool) {
	host, port, text := "", "", lookedUp.ReplaceAllString(text, "")
	if at, err := url.Parse(text); err == nil && at.Host != "" && at.Scheme != "" {
		host, port = at.Hostname(), at.Port()
		if port == "" {
			port = strconv.Itoa(schemes()[at.Scheme])
		}
	} else if hostPort.MatchString(text) {
		host, port, _ = net.SplitHostPort(text)
	}
	number, _ := strconv.Atoi(port)
	if number < 1 || number > 65535 || itself(host) {
		return Address{}, false
	}
	for _, suffix := range []string{".svc." + domain, ".svc"} {
		if service, inside := strings.CutSuffix(strings.TrimSuffix(host, "."), suffix); inside {
			labels := strings.Split(service, ".")
			return Address{Namespace: labels[len(labels)-1]}, true
		}
	}
	return Address{Port: number}, true
}

// itself says that a host is every address of the pod, or its own.
func itself(host string) bool {
	address := net.ParseIP(host)
	return host == "" || host == "localhost" || address != nil && (address.IsLoopback() || address.IsUnspecified())
}

// Named are the addresses that stand in a tree of values, in the order of their keys: where its user wants a program to go to.
func Named(values any, domain string) []Address {
	var all []Address
	texts(values, func(text string) {
		if to, ok := Outside(text, domain); ok {
			all = append(all, to)
		}
	})
	return all
}

// listening is a port of all addresses of the pod.
var listening = regexp.MustCompile(`^(?:0\.0\.0\.0|\[::\]|\$\{env:[A-Z_]*IP\}|):(\d{2,5})$`)

// Listening are the ports in a tree of values on which a program is told to listen.
func Listening(values any) []int {
	var all []int
	texts(values, func(text string) {
		if found := listening.FindStringSubmatch(text); found != nil {
			port, _ := strconv.Atoi(found[1])
			all = append(all, port)
		}
	})
	return all
}

// Published says that a tree of a chart's values publishes a Service outside of the cluster, by the keys that all charts have for it.
func Published(values tree) bool {
	for key, value := range values {
		below, isMap := value.(tree)
		if !isMap {
			continue
		}
		lower, main := strings.ToLower(key), below
		if inner, several := below["main"].(tree); several { // routes of some charts have names
			main = inner
		}
		service := strings.HasSuffix(lower, "service") && (below["type"] == "NodePort" || below["type"] == "LoadBalancer")
		route := (strings.HasSuffix(lower, "ingress") || strings.HasSuffix(lower, "route")) && main["enabled"] == true
		if service || route || Published(below) {
			return true
		}
	}
	return false
}

// texts visits every text in a tree.
func texts(value any, visit func(string)) {
	switch v := value.(type) {
	case string:
		visit(v)
	case tree:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			texts(v[key], visit)
		}
	case []any:
		for _, one := range v {
			texts(one, visit)
		}
	}
}
