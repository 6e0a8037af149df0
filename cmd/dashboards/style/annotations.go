package style

import (
	"slices"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/loki"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
)

// What changed, on every graph: a `pulumi up` that changed something, a rollout of Kubernetes, and an alert that fired.
const (
	deployments = `{service_name="kalypso-deployments"}`
	rollouts    = `{service_name="k8s-events",@namespace} | k8s_event_reason=~"ScalingReplicaSet|SuccessfulCreate|Killing" | ` +
		`k8s_object_kind=~"Deployment|StatefulSet|DaemonSet"`
	alerts = `ALERTS{alertstate="firing",alertname!="Watchdog",k8s_cluster_name=~"$cluster|",k8s_namespace_name=~"$namespace|"}`
)

// annotations are of the chosen namespaces, and of all where nobody sees which are chosen.
func (d Dashboard) annotations() []dashboard.AnnotationQuery {
	rollouts, alerts := Fill(rollouts), alerts
	if !slices.Contains(d.Filter, Namespace) {
		rollouts = strings.ReplaceAll(rollouts, `,k8s_namespace_name=~"$namespace"`, "")
		alerts = strings.ReplaceAll(alerts, `,k8s_namespace_name=~"$namespace|"`, "")
	}
	return []dashboard.AnnotationQuery{
		logLayer("Deployments", deployments, Good, true),
		logLayer("Rollouts", rollouts, Traffic, true),
		{Name: "Alerts", Datasource: inMimir(), Enable: true, Hide: ptr(false), IconColor: string(Bad), Expr: ptr(alerts),
			Target:      &prometheus.Dataquery{Datasource: inMimir(), Expr: alerts, RefId: ptr("Anno"), Range: ptr(true), Instant: ptr(false)},
			TitleFormat: ptr("{{alertname}}"), TextFormat: ptr("{{severity}} {{k8s_namespace_name}} {{service_name}} {{k8s_pod_name}} " +
				"{{k8s_node_name}}"),
			TagKeys: ptr("severity"), Step: ptr("60s"), UseValueForTime: ptr(false)},
	}
}

// logLayer is one of log lines. Grafana's Loki datasource reads the old fields beside target.
func logLayer(name, expr string, colour Colour, on bool) dashboard.AnnotationQuery {
	return dashboard.AnnotationQuery{Name: name, Datasource: inLoki(), Enable: on, Hide: ptr(false), IconColor: string(colour), Expr: &expr,
		Target:      &loki.Dataquery{Datasource: inLoki(), Expr: expr, RefId: ptr("Anno"), QueryType: ptr("range"), MaxLines: ptr(int64(100))},
		TitleFormat: ptr(name), TagKeys: ptr("k8s_namespace_name")}
}
