package stacks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/components/tempo"
	"github.com/kalypsoServing/kalypso/config/attribute"
	"github.com/kalypsoServing/kalypso/stacks/proof"
)

// proof is what `kalypso verify` has to find.
func (p Plan) proof() proof.Platform {
	all := proof.Platform{
		Cluster:  p.Config.ClusterLabel(),
		Metrics:  string(offered(p, "mimir", mimir.Addresses).Query),
		Traces:   string(offered(p, "tempo", tempo.Addresses).Query),
		Logs:     string(offered(p, "loki", loki.Addresses).Query),
		Profiles: string(offered(p, "pyroscope", pyroscope.Addresses).Query),
		Fresh:    p.fresh(),
		Links:    links(grafana.Provisioning(p.datasources())),
	}
	if p.gateway() {
		all.Gateway = string(telemetry.Addresses(p.pin("telemetry")).HTTP)
		all.Jobs = p.jobs()
	}
	if p.on("grafana") {
		pin := p.pin("grafana")
		all.Grafana = &proof.Grafana{
			URL: grafana.Addresses(pin).URL(""), Namespace: pin.Namespace.Name, Secret: grafana.AdminSecret,
			UserEntry: grafana.AdminUserEntry, PasswordEntry: grafana.AdminPasswordEntry, Datasources: grafana.Datasources(),
		}
	}
	return all
}

// prove runs the proof when everything else is there, and again when anything of it has changed.
func (p Plan) prove(ctx *pulumi.Context, made map[string]component) error {
	if !p.Config.Proof {
		return nil
	}
	expected, err := json.Marshal(p.proof())
	if err != nil {
		return fmt.Errorf("writing what is to be proven: %w", err)
	}
	var all []pulumi.Resource
	var changed []string
	for _, pin := range p.Components {
		all = append(all, made[pin.Name].Ready()...)
		changed = append(changed, made[pin.Name].Fingerprint())
	}
	command := cluster.Command{
		Name: "proof", Create: "cmd/kalypso/run.sh verify",
		Environment: map[string]string{proof.Environment: string(expected), "KALYPSO_CHANGED": strings.Join(changed, " ")},
	}
	if p.Config.Cluster.Context != "" {
		command.Create += " --context '" + p.Config.Cluster.Context + "'"
	}
	if p.Config.Cluster.Kubeconfig != "" {
		command.Environment["KUBECONFIG"] = p.Config.Cluster.Kubeconfig
	}
	_, err = command.Register(ctx, pulumi.DependsOn(all))
	return err
}

// jobs are the scrapes that must be there.
func (p Plan) jobs() []string {
	on := p.Config.Telemetry.Sources
	var jobs []string
	if on.Platform {
		for _, r := range components() {
			for _, m := range r.metrics {
				for _, job := range m.jobs {
					if p.on(r.name) {
						jobs = append(jobs, p.pin(r.name).Namespace.Name+"/"+job)
					}
				}
			}
		}
	}
	for job, there := range map[string]bool{"kube-state-metrics": on.ClusterState, "kubelet": on.Kubelet, "cadvisor": on.Kubelet,
		"apiserver": on.ControlPlane} {
		if there {
			jobs = append(jobs, job)
		}
	}
	slices.Sort(jobs)
	return jobs
}

// fresh are the signals that arrive by themselves. A metric is sampled every 30 s and a profile every 15; twice that and what the
// way takes is allowed.
func (p Plan) fresh() []proof.Freshness {
	on, agents := p.Config.Telemetry.Sources, "kubectl -n telemetry logs ds/kalypso-agent-collector; dashboard Collectors"
	age := func(metric string) string {
		return fmt.Sprintf("time() - max by (%s) (timestamp(%s))", attribute.Label(attribute.Node), metric)
	}
	var all []proof.Freshness
	add := func(there bool, f proof.Freshness) {
		if there {
			all = append(all, f)
		}
	}
	metrics, logs := p.gateway() && p.on("mimir"), p.gateway() && p.on("loki")
	add(metrics && on.Nodes, proof.Freshness{Name: "node metrics", Store: "metrics", Query: age("system_uptime_seconds"), PerNode: true, Age: 90, Remedy: agents})
	add(metrics && on.Kubelet, proof.Freshness{Name: "kubelet metrics", Store: "metrics", Query: age("kubelet_running_pods"), PerNode: true, Age: 90, Remedy: agents})
	add(metrics && on.Kubelet, proof.Freshness{Name: "container metrics", Store: "metrics", Query: age("container_memory_working_set_bytes"), PerNode: true,
		Age: 90, Remedy: agents})
	add(metrics && on.ClusterState, proof.Freshness{Name: "cluster state", Store: "metrics", Query: "time() - max(timestamp(kube_node_info))", Age: 90,
		Remedy: "kubectl -n telemetry logs deploy/kalypso-cluster-collector --all-containers"})
	add(logs && on.PodLogs, proof.Freshness{Name: "pod logs", Store: "logs", Query: `{service_name=~".+",service_name!~"k8s-events|kalypso-proof"} | log_iostream!=""`,
		Age: 300, Remedy: agents})
	add(logs && on.Events, proof.Freshness{Name: "events", Store: "logs", Query: `{service_name="k8s-events"}`, Age: 3600, Optional: true,
		Remedy: "kubectl -n telemetry logs deploy/kalypso-cluster-collector -c otc-container"})
	add(p.gateway() && p.on("tempo") && p.obi() && p.on("otel"), proof.Freshness{Name: "OBI spans", Store: "traces",
		Query: `{resource.telemetry.sdk.name="opentelemetry-ebpf-instrumentation"}`, Age: 300, Optional: true, Remedy: "kubectl -n otel-system logs ds/obi"})
	add(p.on("pyroscope") && p.on("telemetry") && p.profiler(), proof.Freshness{Name: "profiles", Store: "profiles", Query: `{k8s_node_name=~".+"}`, PerNode: true, Age: 90,
		Remedy: "kubectl -n telemetry logs ds/ebpf-profiler"})
	return all
}

// links are the ways between signals, read off the datasources that Grafana is given.
func links(provisioned kit.Tree) []proof.Link {
	var all []proof.Link
	for _, source := range provisioned["datasources"].([]any) {
		entry := source.(kit.Tree)
		settings := entry["jsonData"].(kit.Tree)
		if way, ok := settings["tracesToLogsV2"].(kit.Tree); ok {
			all = append(all, proof.Link{Name: "trace to logs", From: "traces", To: "logs", Query: way["query"].(string), Tags: tags(way)})
		}
		if way, ok := settings["tracesToMetrics"].(kit.Tree); ok {
			for _, one := range way["queries"].([]any) {
				query := one.(kit.Tree)
				if strings.Contains(query["query"].(string), "STATUS_CODE_ERROR") {
					continue // the proof has no failing span, and an error every time would be somebody's alert
				}
				all = append(all, proof.Link{Name: "trace to metrics: " + query["name"].(string), From: "traces", To: "metrics",
					Query: query["query"].(string), Tags: tags(way)})
			}
		}
		for _, one := range listed(entry["correlations"]) {
			all = append(all, correlation(one.(kit.Tree)))
		}
		if listed(settings["derivedFields"]) != nil {
			all = append(all, proof.Link{Name: "log to trace", From: "logs", To: "traces", Query: "${__value.raw}"})
		}
		if listed(settings["exemplarTraceIdDestinations"]) != nil {
			all = append(all, proof.Link{Name: "exemplar to trace", From: "metrics", To: "traces", Query: "${__value.raw}"})
		}
	}
	return all
}

func tags(way kit.Tree) []proof.Tag {
	var list []proof.Tag
	for _, one := range way["tags"].([]any) {
		tag := one.(kit.Tree)
		list = append(list, proof.Tag{Attribute: tag["key"].(string), Label: tag["value"].(string)})
	}
	return list
}

func correlation(c kit.Tree) proof.Link {
	config := c["config"].(kit.Tree)
	link := proof.Link{Name: "trace to: " + c["label"].(string), From: "traces", To: "logs", URL: config["target"].(kit.Tree)["url"].(string)}
	if strings.Contains(link.URL, grafana.Datasources()["profiles"]) {
		link.To = "profiles"
	}
	for _, one := range config["transformations"].([]any) {
		taken := one.(kit.Tree)
		link.Variables = append(link.Variables, proof.Variable{Name: taken["mapValue"].(string), Field: taken["field"].(string),
			Expression: taken["expression"].(string)})
	}
	return link
}

// listed is a list, or nil where there is none.
func listed(value any) []any {
	list, _ := value.([]any)
	return list
}
