package stacks

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/grafana"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/components/mimir"
	"github.com/kalypsoServing/kalypso/components/otel"
	"github.com/kalypsoServing/kalypso/components/pyroscope"
	"github.com/kalypsoServing/kalypso/components/telemetry"
	"github.com/kalypsoServing/kalypso/components/tempo"
)

// proof is what `kalypso verify` has to find.
func (p Plan) proof() proof.Platform {
	args, deps := p.collectors(p.spec(p.pin("telemetry"), nil)), p.backends(nil)
	all := proof.Platform{
		Cluster:  p.Config.ClusterLabel(),
		Metrics:  string(offered(p, "mimir", mimir.Addresses).Query),
		Alerts:   string(offered(p, "mimir", mimir.Addresses).Alerts),
		Traces:   string(offered(p, "tempo", tempo.Addresses).Query),
		Logs:     string(offered(p, "loki", loki.Addresses).Query),
		Profiles: string(offered(p, "pyroscope", pyroscope.Addresses).Query),
		Fresh:    telemetry.Fresh(args, deps),
		Jobs:     telemetry.Jobs(args, deps),
		Links:    links(grafana.Provisioning(p.datasources())),
	}
	if p.gateway() {
		all.Gateway = string(telemetry.Addresses(p.pin("telemetry"), p.Config.Cluster.Domain).HTTP)
	}
	if p.gateway() && p.on("otel") && p.obi() {
		all.Fresh = append(all.Fresh, otel.Requests(p.pin("otel")))
	}
	if all.Alerts != "" {
		all.Contacts = slices.Sorted(maps.Keys(p.Config.Alerting.Contacts))
	}
	if p.on("grafana") {
		pin := p.pin("grafana")
		all.Grafana = &proof.Grafana{
			URL: grafana.Addresses(pin, p.Config.Cluster.Domain).URL(""), Namespace: pin.Namespace.Name, Secret: grafana.AdminSecret,
			UserEntry: grafana.AdminUserEntry, PasswordEntry: grafana.AdminPasswordEntry, Datasources: grafana.Datasources(),
			Dashboards: map[string]string{}, Correlations: correlations(all.Links),
		}
		shown, _ := p.dashboards()
		for _, dashboard := range shown {
			all.Grafana.Dashboards[dashboard.UID] = grafana.Folder(dashboard)
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
		Environment: cluster.Environment(p.target(), map[string]string{"KALYPSO_CHANGED": strings.Join(changed, " ")}),
	}
	if p.Context != "" {
		command.Create += " --context '" + p.Context + "'"
	}
	_, err := command.Register(ctx, pulumi.DependsOn(all))
	return err
}
