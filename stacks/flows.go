package stacks

import (
	"fmt"
	"maps"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/network"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// policy is the NetworkPolicy of a component's namespace, nil for a drop-in's and where policies are off. Of several components in a
// namespace the first has it, with the flows of all.
func (p Plan) policy(pin manifest.Component) manifest.Object {
	first := slices.IndexFunc(p.Components, func(c manifest.Component) bool {
		return c.Namespace.Name == pin.Namespace.Name && !p.dropIn(c.Name)
	})
	if !p.Config.NetworkPolicies || first < 0 || p.Components[first].Name != pin.Name {
		return nil
	}
	return p.policies()[pin.Namespace.Name]
}

// policies are those of all namespaces of the platform's components.
func (p Plan) policies() map[string]manifest.Object {
	return network.Policies(p.members(), network.Settings{DNS: p.Config.Cluster.DNS.Namespace, APIServerPort: p.Config.Cluster.APIServerPort})
}

// members are the enabled components as their rows and the configuration have them.
func (p Plan) members() []network.Member {
	var all []network.Member
	for _, r := range components() {
		if !p.on(r.name) {
			continue
		}
		m := network.Member{Name: r.name, Namespace: p.pin(r.name).Namespace.Name, API: r.api,
			Doors: slices.Clone(r.doors), Calls: slices.Clone(r.calls)}
		for _, target := range r.metrics {
			m.Metrics = append(m.Metrics, target.Port)
		}
		if r.bucket != "" {
			p.reachStore(&m)
		}
		if r.reaches != nil {
			r.reaches(p, &m)
		}
		for _, chart := range p.pin(r.name).Charts {
			p.reachAsAsked(chart, &m)
		}
		all = append(all, m)
	}
	return all
}

// reachStore lets a backend out to a store outside of the platform, and with an identity to those who give it: the cloud's API, and the
// addresses of the node at which EKS and GKE answer.
func (p Plan) reachStore(m *network.Member) {
	if p.Config.External() == nil {
		return
	}
	m.Outside = append(m.Outside, network.Named(p.bucket(m.Name).URL(), p.Config.Cluster.Domain)...)
	if p.Config.External().Auth == config.AuthIdentity {
		m.Outside = append(m.Outside, network.Address{Port: 443},
			network.Address{Block: "169.254.0.0/16"}, network.Address{Block: "fd00:ec2::23/128"})
	}
}

// reachAsAsked follows a chart's values: addresses in the user's are reached, and what is published is open to everybody, for what comes
// over a node or a load balancer has any address.
func (p Plan) reachAsAsked(chart manifest.Chart, m *network.Member) {
	own := p.Overrides[chart.Release]
	m.Outside = append(m.Outside, network.Named(own, p.Config.Cluster.Domain)...)
	values := kit.Merge(chart.Values, own)
	if network.Published(values) {
		open(m)
	}
	if kit.Lookup(values, "rollout_operator", "enabled") == true { // a part of Mimir's, Tempo's and Loki's charts
		m.API, m.Doors = true, append(m.Doors, network.Door{Name: "webhooks", Port: 8443, Open: true})
	}
	if kit.Lookup(values, "sidecar", "rules", "enabled") == true { // of Loki's
		m.API = true
	}
}

// open lets everybody in at every door.
func open(m *network.Member) {
	for i := range m.Doors {
		m.Doors[i].Open = true
	}
}

// minioReaches lets in what comes by the NodePort, and the MinIO provider by another way than a port-forward.
func (p Plan) minioReaches(m *network.Member) {
	host, _, _ := net.SplitHostPort(p.Config.MinIO.Endpoint)
	forwarded := host == "" || host == "localhost" || net.ParseIP(host).IsLoopback()
	if p.Config.MinIO.NodePort != 0 || !forwarded {
		m.Doors[0].Open = true
	}
}

// mimirReaches lets the Alertmanager out to who is told. Of a secret address its port is seen, or its namespace in the cluster.
func (p Plan) mimirReaches(m *network.Member) {
	told := func(values any) {
		m.Outside = append(m.Outside, network.Named(values, p.Config.Cluster.Domain)...)
	}
	for _, contact := range p.Config.Alerting.Contacts {
		m.Outside = append(m.Outside, network.Address{Port: 443}) // what most kinds' services have
		told(contact.Settings)
		told(contact.Secret["url"].Reveal())
	}
	told(p.Config.Alerting.Watchdog.Reveal())
}

// telemetryReaches lets collectors out to what they read, and to where they are told to send. Where they scrape what pods ask for, the
// address is any, and so it is with a configuration of the user's; and what that listens on is found.
func (p Plan) telemetryReaches(m *network.Member) {
	on, own := p.Config.Telemetry.Sources, p.Config.Components["telemetry"].Values
	if !p.gateway() {
		m.Doors = nil
	}
	m.Scrapes, m.Anywhere = on.Platform, on.AnnotatedPods || on.Monitors || len(own) > 0
	if on.Kubelet {
		m.Outside = append(m.Outside, network.Address{Port: kubeletPort})
	}
	for _, exporter := range p.Config.Telemetry.Exporters {
		m.Outside = append(m.Outside, network.Named(exporter.Endpoint, p.Config.Cluster.Domain)...)
	}
	for _, port := range network.Listening(own) {
		m.Doors = append(m.Doors, network.Door{Port: port, Open: true})
	}
	if shown, _ := typed("grafana"); !p.on("grafana") { // then the Job of `kalypso verify` runs here, and not in Grafana's namespace
		m.Calls = append(m.Calls, shown.calls...)
	}
}

// kubeletPort is where every kubelet answers.
const kubeletPort = 10250

// unlet warns of drop-ins that name a Service behind a policy that does not let them in.
func (p Plan) unlet() []string {
	if !p.Config.NetworkPolicies {
		return nil
	}
	named := map[string]*regexp.Regexp{} // by component
	for _, m := range p.members() {
		if slices.ContainsFunc(m.Doors, func(door network.Door) bool { return !door.Open }) {
			named[m.Name] = regexp.MustCompile(`[a-z0-9-]+\.` + regexp.QuoteMeta(m.Namespace) + `(\.svc|:\d)`)
		}
	}
	var list []string
	for _, pin := range p.Components {
		if !p.dropIn(pin.Name) {
			continue
		}
		content := []any{pin.Objects}
		for _, chart := range pin.Charts {
			content = append(content, kit.Merge(chart.Values, p.Overrides[chart.Release]))
		}
		text := fmt.Sprint(content...)
		for _, component := range slices.Sorted(maps.Keys(named)) {
			found, label := named[component].FindString(text), network.Reaches(component)
			if found != "" && pin.Namespace.Labels[label] != "true" {
				list = append(list, fmt.Sprintf("manifests/%s: names %s, and the NetworkPolicy of %s lets its pods in only with the label "+
					`%s: "true" on its Namespace`, pin.Name, strings.TrimRight(found, ":0123456789"), component, label))
			}
		}
		list = append(list, p.among(pin)...)
	}
	return list
}

// among warns of a drop-in's workloads in a namespace of the platform, unless it brings a policy for there: policies add up.
func (p Plan) among(pin manifest.Component) []string {
	brings := func(namespace any) bool {
		return slices.ContainsFunc(pin.Objects, func(o manifest.Object) bool {
			return o["kind"] == "NetworkPolicy" && kit.Lookup(o, "metadata", "namespace") == namespace
		})
	}
	var list []string
	for _, object := range pin.Objects {
		namespace, _ := kit.Lookup(object, "metadata", "namespace").(string)
		runs := kit.Lookup(object, "spec", "template", "spec") != nil || object["kind"] == "Pod" || object["kind"] == "CronJob"
		if runs && slices.Contains(p.own(), namespace) && !brings(namespace) {
			list = append(list, fmt.Sprintf("manifests/%s: %s %v runs in namespace %s, whose NetworkPolicy lets through what the platform needs: "+
				"what else it needs, a NetworkPolicy beside it lets through",
				pin.Name, object["kind"], kit.Lookup(object, "metadata", "name"), namespace))
		}
	}
	return list
}
