package kalypso

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Alerts are what fires, what did, and whether alerting itself works.
func Alerts() style.Dashboard {
	return style.Dashboard{
		Name:        "alerts",
		Description: "What fires and since when, what flaps, what fired before, and whether alerts are evaluated and delivered.",
		Filter:      []string{style.Namespace},
		See:         []string{"cluster", "services"},
		From:        "now-24h",
		Rows: []style.Row{
			style.Ask("What fires or is about to?", now()...),
			style.Ask("Since when, and does it flap?", history()...),
			style.Ask("Are rules evaluated?", evaluated()...),
			style.Ask("Do notifications arrive?", delivered()...),
		},
	}
}

const (
	quiet = "Nothing fires."
	// ofAlert is of the chosen namespaces, and of alerts that are of none.
	ofAlert = `alertname!="Watchdog",k8s_cluster_name=~"$cluster|",k8s_namespace_name=~"$namespace|"`
	byAlert = "by (severity, alertname, k8s_namespace_name, service_name, k8s_node_name) "
)

func alertLabels() []string {
	return []string{"severity", "alertname", style.NamespaceLabel, style.ServiceLabel, style.NodeLabel}
}

func now() []*style.Panel {
	since := func(state string) string {
		return `min ` + byAlert + `(ALERTS_FOR_STATE{` + ofAlert + `} and ignoring (alertstate) ALERTS{alertstate="` + state + `",` + ofAlert +
			`}) * 1000`
	}
	const runbook = "/alerting/list?search=${__data.fields.Alert}"
	return []*style.Panel{
		style.Table("Firing", "What fires, and since when its condition holds. In Grafana's list each has its runbook and its dashboard.",
			alertLabels(),
			style.Cell("Since", style.Since, since("firing"))).Link("Runbook and dashboard", runbook).Width(12).Empty(quiet),
		style.Table("Pending", "What will fire if it goes on for the time that its rule says.", alertLabels(),
			style.Cell("Since", style.Since, since("pending"))).Link("Runbook and dashboard", runbook).Width(12).Empty("Nothing is about to fire."),
	}
}

func history() []*style.Panel {
	return []*style.Panel{
		style.Graph("Firing over time", "Alerts that fired, by name. Bars that come and go are one that flaps: its threshold or its time is "+
			"wrong, or its cause is.", style.Count,
			style.Query(`sum by (alertname) (ALERTS{alertstate="firing",`+ofAlert+`})`, "{{alertname}}")).Stacked().Width(24).Empty(quiet),
		style.Table("Most often", "How often each alert began in the time range. What began more than a few times a day is not acted on, or "+
			"cannot be.",
			[]string{"alertname", style.NamespaceLabel},
			style.Cell("Began", style.Count, `topk(20, sum by (alertname, k8s_namespace_name) (changes(ALERTS_FOR_STATE{`+ofAlert+
				`}[@range]) + 1))`)).
			Sort("Began").Width(12).Empty("Nothing fired in this time."),
		style.Table("Longest", "How long each alert fired in the time range, all its instances together.",
			[]string{"alertname", style.NamespaceLabel},
			style.Cell("Fired for", style.Seconds, `topk(20, sum by (alertname, k8s_namespace_name) (count_over_time(ALERTS{alertstate="firing",`+
				ofAlert+`}[@range:1m])) * 60)`)).
			Sort("Fired for").Width(12).Empty("Nothing fired in this time."),
	}
}

func evaluated() []*style.Panel {
	return []*style.Panel{
		style.Stat("Watchdog", "Always fires. 0 means that rules are not evaluated at all.", style.Count,
			style.Query(`count(ALERTS{alertstate="firing",alertname="Watchdog"})`, "watchdog")).Size(4, 8).
			Threshold(style.Bad, style.From{Value: 1, Colour: style.Good}),
		style.Graph("Evaluations", "Rules that the rulers evaluated, and that failed.", style.PerSecond,
			style.Query(`sum(rate(cortex_prometheus_rule_evaluations_total{@cluster}[@rate]))`, "Mimir"),
			style.Query(`sum(rate(loki_prometheus_rule_evaluations_total{@cluster}[@rate]))`, "Loki"),
			style.Query(`sum(rate(cortex_prometheus_rule_evaluation_failures_total{@cluster}[@rate]))`, "Mimir, failed").Colour(style.Bad),
			style.Query(`sum(rate(loki_prometheus_rule_evaluation_failures_total{@cluster}[@rate]))`, "Loki, failed").Colour(style.Bad)).Width(7),
		style.Graph("Rules by group", "Rules that each group of Mimir's ruler holds. A group that is missing was not loaded.", style.Count,
			style.Query(`sum by (rule_group) (cortex_prometheus_rule_group_rules{@cluster})`, "{{rule_group}}")).Stacked().Width(6),
		style.Graph("Slowest groups", "How long the slowest groups took. Above their interval of a minute, evaluations are left out.",
			style.Seconds,
			style.Query(`topk(5, max by (rule_group) (cortex_prometheus_rule_group_last_duration_seconds{@cluster}))`, "{{rule_group}}")).Width(7),
	}
}

func delivered() []*style.Panel {
	const none = "Nothing was to be delivered: no contact point, or nothing fired."
	return []*style.Panel{
		style.Graph("To the Alertmanager", "Alerts that the ruler sent, and could not send. The Watchdog alone is some each minute.",
			style.PerSecond,
			style.Query(`sum(rate(cortex_prometheus_notifications_sent_total{@cluster}[@rate]))`, "sent"),
			style.Query(`sum(rate(cortex_prometheus_notifications_errors_total{@cluster}[@rate]))`, "errors"),
			style.Query(`sum(rate(cortex_prometheus_notifications_dropped_total{@cluster}[@rate]))`, "dropped").Colour(style.Warn)).Width(8),
		style.Graph("To people", "What the Alertmanager sent to contact points, by kind, and what failed.", style.PerSecond,
			style.Query(`sum by (integration) (rate(cortex_alertmanager_notifications_total{@cluster}[@rate])) > 0`, "{{integration}}"),
			style.Query(`sum by (integration) (rate(cortex_alertmanager_notifications_failed_total{@cluster}[@rate])) > 0`,
				"{{integration}} failed").Colour(style.Bad)).Width(8).Empty(none),
		style.Graph("Held", "Alerts that the Alertmanager knows, by state. suppressed are silenced, or inhibited by their cause.", style.Count,
			style.Query(`sum by (state) (cortex_alertmanager_alerts{@cluster})`, "{{state}}")).Width(8),
	}
}
