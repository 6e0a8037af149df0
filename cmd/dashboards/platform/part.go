package platform

import (
	"fmt"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

// part is one of the platform's, by its namespace. The jobs of its metrics are <namespace>/<component>: `@here` in a query is
// all of them.
type part string

const (
	nobodyAsked = "Nobody has asked anything in this time."
	nothingCame = "Nothing of it has come since it started."
	noRules     = "It has no rules."
)

func (p part) fill(expr string) string {
	return strings.ReplaceAll(expr, "@here", fmt.Sprintf(`@cluster,job=~"%s/.+"`, p))
}

func (p part) query(expr, legend string) style.Target { return style.Query(p.fill(expr), legend) }

func (p part) instant(expr, legend string) style.Target { return style.Instant(p.fill(expr), legend) }

func (p part) cell(column string, unit style.Unit, expr string) style.Target {
	return style.Cell(column, unit, p.fill(expr))
}

// up is how many of its programs answer their scrape.
func (p part) up() *style.Panel {
	return style.Stat("Answer", "Pods that answered the last scrape, of those that are scraped.", style.Ratio,
		p.query(`sum(up{@here}) / count(up{@here})`, "")).
		Threshold(style.Bad, style.From{Value: 1, Colour: style.Good,
			Why: "Red below 100 %: a pod that does not answer does not work either."})
}

// requests are rate, errors and duration of what a server of Grafana's backends answers, by route; none is why there may be no
// request at all.
func (p part) requests(what, metric, routes, none string) []*style.Panel {
	in := fmt.Sprintf(`@here,route=~"%s"`, routes)
	return []*style.Panel{
		style.Graph(what+": rate", "Requests per second, by route.", style.Requests,
			p.query(fmt.Sprintf(`sum by (route) (rate(%s_count{%s}[@rate]))`, metric, in), "{{route}}")).Width(8).Empty(none),
		style.Graph(what+": failed", "The share that was answered with a 5xx or an error.", style.Ratio,
			p.query(fmt.Sprintf(`sum by (route) (rate(%s_count{%s,status_code=~"5..|error"}[@rate]))
/ sum by (route) (rate(%[1]s_count{%[2]s}[@rate]))`,
				metric, in), "{{route}}")).Empty("None failed.").Width(8),
		style.Graph(what+": 99 of 100 within",
			"The 99th percentile, by route; six buckets are kept of each histogram, so it is coarse.", style.Seconds,
			p.query(fmt.Sprintf(`histogram_quantile(0.99, sum by (le, route) (rate(%s_bucket{%s}[@rate])))`, metric, in), "{{route}}")).
			Width(8).Empty(none),
	}
}

// takes is the row on what a part takes of the cluster.
func (p part) takes() style.Row {
	of := func(expr, legend string) style.Target {
		return style.Query(strings.ReplaceAll(expr, "@in", fmt.Sprintf(`@cluster,k8s_namespace_name="%s"`, p)), legend)
	}
	return style.Ask("What does it take, and how near are its limits?",
		style.Graph("CPU, by workload", "Cores in use.", style.Cores,
			of(`sum by (service_name) (workload:cpu_usage:cores{@in})`, "{{service_name}}")).Width(8).To("workloads"),
		style.Graph("Memory of its limit", "The working set, of what the container may have: at 100 % it is killed.", style.Ratio,
			of(`max by (k8s_pod_name, k8s_container_name) (container:memory_of_limit:ratio{@in})`,
				"{{k8s_pod_name}} {{k8s_container_name}}")).Width(8),
		style.Graph("Restarts", "Containers that ended and were started again.", style.Count,
			of(`sum by (k8s_pod_name) (increase(kube_pod_container_status_restarts_total{@in}[@rate]))`, "{{k8s_pod_name}}")).
			Columns().Width(8),
	)
}

// complaints is the row of a part's own log.
func (p part) complaints() style.Row {
	lines := fmt.Sprintf(`{@cluster,k8s_namespace_name="%s"} | detected_level=~"%s"`, p, style.Errors)
	return style.Ask("What does it say itself?",
		style.Graph("Errors it logged", "Lines with the level error or worse, by workload.", style.Count,
			style.LogQuery(`sum by (service_name) (count_over_time(`+lines+` [$__auto]))`, "{{service_name}}")).
			Columns().Size(8, 10).Empty("It logged no error."),
		style.Logs("The newest of them", "The last lines with the level error or worse.", style.Lines(lines)).Width(16).
			Empty("It logged no error."),
	)
}

// rows are those of a dashboard, with what every part's ends with.
func (p part) rows(own ...style.Row) []style.Row { return append(own, p.takes(), p.complaints()) }
