package applications

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

const noProfiles = "No profile is of it: the profiler is off, no node's kernel lets it run, or it used no CPU (see eBPF coverage)."

// Profiles is the dashboard of what burns CPU.
func Profiles() style.Dashboard {
	return style.Dashboard{
		Name: "profiles", Filter: []string{style.Namespace, style.Workload}, See: []string{"services", "workloads", "ebpf", "pyroscope"},
		Description: "What burns CPU: which workload, on which node, in which function. Everything is profiled, without a change to it.",
		Rows:        []style.Row{profilesWho(), profilesWhat(), profilesHow()},
	}
}

func profilesWho() style.Row {
	cores := func(legend string, by ...string) style.Target {
		return style.ProfileQuery(style.CPUProfile, `{@profile}`, legend, by...)
	}
	return style.Ask("Who burns CPU?",
		style.Graph("By workload", "CPU that the samples of a workload add up to; what belongs to no pod is the workload node.", style.Cores,
			cores("{{service_name}}", style.ServiceLabel)).Stacked().Empty(noProfiles),
		style.Graph("By node", "An uneven share is a scheduler's or a client's choice.", style.Cores,
			cores("{{k8s_node_name}}", style.NodeLabel)).Stacked().Empty(noProfiles),
		style.Graph("By pod", "One of several replicas that burns more than the others has other requests, or is ill.", style.Cores,
			cores("{{k8s_namespace_name}} {{k8s_pod_name}}", style.NamespaceLabel, style.PodLabel)).Empty(noProfiles),
		style.Graph("As the kernel counts it",
			"cAdvisor's number of the same workloads, to compare: profiles are samples, 20 in a second.", style.Cores,
			style.Query(`topk(10, sum by (k8s_namespace_name, service_name) (workload:cpu_usage:cores{@workload}))`,
				"{{k8s_namespace_name}} {{service_name}}")).To("workloads"),
	)
}

func profilesWhat() style.Row {
	return style.Ask("In which function?",
		style.Flames("CPU of the chosen workloads",
			"The width is the share of the time range. Wide and without children is where the time goes; "+
				"a link from a span shows 100 seconds around it, and a span at their edge is cut.",
			style.FlameQuery(style.CPUProfile, `{@profile}`)).Height(20).Empty(noProfiles),
	)
}

func profilesHow() style.Row {
	return style.Ask("Is it busy with the work, or held back?",
		style.Graph("Held back",
			"The share of periods in which a container wanted more CPU than its limit: what it does then takes longer.", style.Ratio,
			style.Query(`topk(10, max by (k8s_namespace_name, k8s_pod_name) (container:cpu_throttled:ratio{@containers}))`,
				"{{k8s_namespace_name}} {{k8s_pod_name}}")).
			Empty("No chosen container has a limit of CPU.").To("pods"),
		style.Graph("Requests it answers", "CPU that grows with them is work; CPU that grows alone is not.", style.Requests,
			style.Query(`sum by (service) (rate(traces_spanmetrics_calls_total{@spans,span_kind="SPAN_KIND_SERVER"}[@rate]))`, "{{service}}")).
			Empty("No chosen workload answers requests that a span tells of.").To("services"),
	)
}
