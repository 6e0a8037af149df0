package cluster

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Workloads are Deployments, StatefulSets and DaemonSets, and the Jobs beside them.
func Workloads() style.Dashboard {
	return style.Dashboard{
		Name:        "workloads",
		Description: "Is each workload as it should be, does a rollout hang, does it use what it asked for.",
		Filter:      []string{style.Namespace, style.Workload},
		See:         []string{"pods", "services", "logs"},
		Rows: []style.Row{
			style.Ask("Is each workload as it should be?", workloadTable(), replicas()),
			style.Ask("What does it use of what it asked for?", workloadUse()...),
			style.Ask("Is it throttled, killed or restarted?", workloadTrouble()...),
			style.Ask("What do its callers see?", workloadRequests()...),
			style.Ask("Did its jobs end well?", jobs()...),
			style.Ask("Is the autoscaler at its end?", autoscaler()),
		},
	}
}

const (
	byWorkload = "sum by (k8s_namespace_name, service_name) "
	ofWorkload = "{{k8s_namespace_name}} {{service_name}}"
	desired    = byWorkload + `(workload:replicas:desired{@workload})`
	available  = byWorkload + `(workload:replicas:available{@workload})`
)

// updated asks the same of the three kinds, whose metrics differ in names.
func updated() string {
	of := func(kind, metric string) string {
		return `label_replace(kube_` + kind + `_` + metric + `{` + kind + `=~"$workload",@namespace}, "service_name", "$1", "` + kind +
			`", "(.+)")`
	}
	return byWorkload + `(` + of("deployment", "status_replicas_updated") + ` or ` + of("statefulset", "status_replicas_updated") +
		` or ` + of("daemonset", "status_updated_number_scheduled") + `)`
}

func workloadTable() *style.Panel {
	return style.Table("Workloads", "Pods that there should be, that answer, and that are of the newest version. Fewer updated than "+
		"desired is a rollout under way, or one that hangs.",
		[]string{style.NamespaceLabel, style.ServiceLabel},
		style.Cell("Desired", style.Count, desired), style.Cell("Available", style.Count, available),
		style.Cell("Updated", style.Count, updated()),
		style.Cell("Missing", style.Count, desired+` - `+available),
		style.Cell("CPU", style.Cores, byWorkload+`(workload:cpu_usage:cores{@workload})`),
		style.Cell("Memory", style.Bytes, byWorkload+`(workload:memory_working_set:bytes{@workload})`),
		style.Cell("Restarts in an hour", style.Count, byWorkload+`(workload:restarts:increase1h{@workload})`)).
		ColumnColour("Missing", style.Good, style.From{Value: 1, Colour: style.Warn,
			Why: "One missing pod is a rollout or a pod that does not get ready."}).Sort("Missing").Width(16).Height(10)
}

func replicas() *style.Panel {
	return style.Graph("Missing pods", "Pods that there should be and that do not answer. A peak is a rollout, a plateau is a problem.",
		style.Count,
		style.Query(`(`+desired+` - `+available+`) > 0`, ofWorkload)).Columns().Width(8).Height(10).Empty("Every workload has all its pods.")
}

func workloadUse() []*style.Panel {
	return []*style.Panel{
		style.Graph("CPU", "Cores in use by the chosen workloads, and what their pods asked for and may use at most.", style.Cores,
			style.Query(`sum(workload:cpu_usage:cores{@workload})`, "CPU"),
			style.Query(`sum(kube_pod_container_resource_requests{resource="cpu",@namespace}`+alive+`@ofworkload)`, "requested"),
			style.Query(`sum(kube_pod_container_resource_limits{resource="cpu",@namespace}`+alive+`@ofworkload)`, "limit")),
		style.Graph("Memory", "Memory in use by the chosen workloads, and what their pods asked for and may use at most.", style.Bytes,
			style.Query(`sum(workload:memory_working_set:bytes{@workload})`, "memory"),
			style.Query(`sum(kube_pod_container_resource_requests{resource="memory",@namespace}`+alive+`@ofworkload)`, "requested"),
			style.Query(`sum(kube_pod_container_resource_limits{resource="memory",@namespace}`+alive+`@ofworkload)`, "limit")),
		style.Graph("CPU by workload", "The ten workloads that use the most.", style.Cores,
			style.Query(`topk(10, `+byWorkload+`(workload:cpu_usage:cores{@workload}))`, ofWorkload)),
		style.Graph("Memory by workload", "The ten workloads that use the most.", style.Bytes,
			style.Query(`topk(10, `+byWorkload+`(workload:memory_working_set:bytes{@workload}))`, ofWorkload)),
	}
}

func workloadTrouble() []*style.Panel {
	return []*style.Panel{
		style.Graph("Throttled", "The part of the CPU's periods in which a container was held back by its limit, the ten worst pods. Its "+
			"latency suffers.", style.Ratio,
			style.Query(`topk(10, max by (k8s_namespace_name, k8s_pod_name) (container:cpu_throttled:ratio{@namespace}@ofworkload)) > 0`, ofPod)).
			Width(8).Threshold(style.Good, style.From{Value: 0.5, Colour: style.Warn,
			Why: "The alert on throttling begins at half."}).Empty("No container here has a CPU limit, or none reached it."),
		style.Graph("Killed for memory", "Containers that were killed because they reached their memory limit.", style.Count,
			style.Query(byPod+`(increase(container_oom_events_total{@namespace}[10m])@ofworkload) > 0`,
				ofPod)).Columns().Width(8).Empty("Nothing was killed."),
		style.Graph("Restarts", "Restarts of containers in the ten minutes before each point.", style.Count,
			style.Query(byPod+`(increase(kube_pod_container_status_restarts_total{@namespace}[10m])@ofworkload) > 0`,
				ofPod)).Columns().Width(8).Empty(noRestarts),
	}
}

func workloadRequests() []*style.Panel {
	const why = "No spans of these workloads: nothing instruments them, or nobody calls them."
	const served = `span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER",@spans`
	const by = `sum by (k8s_namespace_name, service) `
	return []*style.Panel{
		style.Graph("Requests", "What the workloads were asked, of spans.", style.Requests,
			style.Exemplars(by+`(rate(traces_spanmetrics_calls_total{`+served+`}[@rate]))`,
				"{{k8s_namespace_name}} {{service}}")).Width(8).Empty(why),
		style.Graph("Error ratio", "The part of it that ended with an error.", style.Ratio,
			style.Query(by+`(rate(traces_spanmetrics_calls_total{status_code="STATUS_CODE_ERROR",`+served+`}[@rate])) / `+by+
				`(rate(traces_spanmetrics_calls_total{`+served+`}[@rate]))`, "{{k8s_namespace_name}} {{service}}")).
			Width(8).Empty("No request ended with an error."),
		style.Graph("Duration, 95 of 100", "How long the slowest twentieth takes at least.", style.Seconds,
			style.Exemplars(`histogram_quantile(0.95, sum by (k8s_namespace_name, service, le) (rate(traces_spanmetrics_latency_bucket{`+served+
				`}[@rate])))`, "{{k8s_namespace_name}} {{service}}")).Width(8).Empty(why),
	}
}

func jobs() []*style.Panel {
	return []*style.Panel{
		style.Table("Failed jobs", "Jobs that ended with an error. They stay until they are deleted.", []string{style.NamespaceLabel, "job_name"},
			style.Cell("Failed", style.Count, `max by (k8s_namespace_name, job_name) (kube_job_failed{condition="true",@namespace}) > 0`)).
			Width(12).Height(6).Empty("No job failed."),
		style.Table("CronJobs", "When each ran last and runs next.", []string{style.NamespaceLabel, "cronjob"},
			style.Cell("Last", style.Since, `max by (k8s_namespace_name, cronjob) (kube_cronjob_status_last_schedule_time{@namespace}) * 1000`),
			style.Cell("Next", style.Since, `max by (k8s_namespace_name, cronjob) (kube_cronjob_next_schedule_time{@namespace}) * 1000`),
			style.Cell("Suspended", style.YesNo, `max by (k8s_namespace_name, cronjob) (kube_cronjob_spec_suspend{@namespace})`)).
			Width(12).Height(6).Empty("There are no CronJobs here."),
	}
}

func autoscaler() *style.Panel {
	const by = `max by (k8s_namespace_name, horizontalpodautoscaler) `
	return style.Table("Autoscalers", "Pods that an autoscaler has made, of those that it may make. At its end, load is no longer "+
		"answered by pods.",
		[]string{style.NamespaceLabel, "horizontalpodautoscaler"},
		style.Cell("Pods", style.Count, by+`(kube_horizontalpodautoscaler_status_current_replicas{@namespace})`),
		style.Cell("Wanted", style.Count, by+`(kube_horizontalpodautoscaler_status_desired_replicas{@namespace})`),
		style.Cell("At most", style.Count, by+`(kube_horizontalpodautoscaler_spec_max_replicas{@namespace})`)).Height(5).Empty("There are no " +
		"autoscalers here.")
}
