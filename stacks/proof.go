package stacks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/components/telemetry/proof"
	"github.com/kalypsoServing/kalypso/components/tempo"
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

// expected is the same as text, for the ConfigMap.
func (p Plan) expected() string {
	text, err := json.Marshal(p.proof())
	if err != nil {
		panic(fmt.Sprintf("encoding what is to be proven: %v", err)) // plain data
	}
	return string(text)
}

// prove runs the proof when everything else is there, and again when anything of it has changed.
func (p Plan) prove(ctx *pulumi.Context, made map[string]component) error {
	if !p.Config.Proof {
		return nil
	}
	var all []pulumi.Resource
	var changed []string
	for _, pin := range p.Components {
		all = append(all, made[pin.Name].Ready()...)
		changed = append(changed, made[pin.Name].Fingerprint())
	}
	command := cluster.Command{
		Name: "proof", Create: "cmd/kalypso/run.sh verify",
		Environment: map[string]string{"KALYPSO_CHANGED": strings.Join(changed, " ")},
	}
	if p.Config.Cluster.Context != "" {
		command.Create += " --context '" + p.Config.Cluster.Context + "'"
	}
	if p.Config.Cluster.Kubeconfig != "" {
		command.Environment["KUBECONFIG"] = p.Config.Cluster.Kubeconfig
	}
	_, err := command.Register(ctx, pulumi.DependsOn(all))
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
