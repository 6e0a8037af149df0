package applications

import (
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

const (
	logErrors    = style.Streams + ` | detected_level=~"` + style.Errors + `"`
	logWarnings  = style.Streams + ` | detected_level=~"` + style.Warnings + `"`
	logOthers    = style.Streams + ` | detected_level!~"` + style.Errors + `|` + style.Warnings + `"`
	noErrorLines = "No line had the level error or worse."
)

// Logs is the dashboard of what programs write.
func Logs() style.Dashboard {
	return style.Dashboard{
		Name: "logs", Filter: []string{style.Namespace, style.Workload}, See: []string{"services", "traces", "profiles", "loki"},
		Extra:       []dashboard.VariableModel{style.Search("search", "Lines with", "")},
		Description: "What fails by the programs' own words, since when, and who writes how much.",
		Rows:        []style.Row{logsFail(), logsShapes(), logsVolume(), logsEvents(), logsRead()},
	}
}

func logsFail() style.Row {
	counted := func(lines string) string { return `sum(count_over_time(` + lines + ` [$__auto]))` }
	return style.Ask("What fails, and since when?",
		style.Stat("Errors", "Lines with the level error or worse, in the time range.", style.Count,
			style.LogInstant(`sum(count_over_time(`+logErrors+` [@range]))`, "")).Height(8).Empty("None"),
		style.Stat("Of all lines", "The share that is an error.", style.Ratio,
			style.LogInstant(`sum(count_over_time(`+logErrors+` [@range]))
/ sum(count_over_time(`+style.Streams+` [@range]))`, "")).Height(8).Empty("None"),
		style.Graph("Lines, by level", "As the program says, or as Loki reads it off the line.", style.Count,
			style.LogQuery(counted(logErrors), "error"), style.LogQuery(counted(logWarnings), "warning"),
			style.LogQuery(counted(logOthers), "other").Colour(style.Neutral)).Stacked().Columns().Width(16),
		style.Graph("Errors, by workload", "The ten with the most. A new colour is where to begin.", style.Count,
			style.LogQuery(`topk(10, sum by (k8s_namespace_name, service_name) (count_over_time(`+logErrors+` [$__auto])))`,
				"{{k8s_namespace_name}} {{service_name}}")).Stacked().Columns().Height(10).Empty(noErrorLines),
		style.Logs("The newest errors", "A line's trace leads to the request it is of, where the program writes its id.", style.Lines(logErrors)).
			Width(12).Empty(noErrorLines),
	)
}

// logsShapes is what Loki's patterns would be, of errors alone: patterns cost memory for every stream, and are off. Numbers and ids
// are taken out of the lines, and what is alike then is one shape.
func logsShapes() style.Row {
	const shaped = logErrors + " | label_format shape=`{{ regexReplaceAll \"[0-9a-fA-F-]{8,}|[0-9]+\" __line__ \"_\" | trunc 200 }}` [@range]"
	const by = `sum by (service_name, shape) (count_over_time(` + shaped
	return style.Ask("Which errors are they, and which of them are new?",
		style.Table("Errors that are alike",
			"Lines without their numbers and ids. One without a number in the last column was not there in as long a time before: it is new.",
			[]string{style.ServiceLabel, "shape"},
			style.LogCell("Lines", style.Count, `topk(30, `+by+`))`+`)`),
			style.LogCell("Before", style.Count, `topk(200, `+by+` offset @range))`+`)`)).
			Sort("Lines").Height(10).Empty(noErrorLines),
		style.Say("Patterns", `Loki's own patterns (Explore, "Patterns") are off: each stream's would be kept in memory. `+
			"`kalypso:components.loki.values` turns them on: `loki.pattern_ingester.enabled: true`."),
	)
}

func logsVolume() style.Row {
	const by = `by (k8s_namespace_name, service_name)`
	const legend = "{{k8s_namespace_name}} {{service_name}}"
	cell := func(title string, unit style.Unit, what string) style.Target {
		return style.LogCell(title, unit, `topk(50, sum by (k8s_namespace_name, service_name, k8s_container_name) (`+what+`))`)
	}
	return style.Ask("Who writes how much?",
		style.Graph("Lines, by workload", "The ten with the most.", style.PerSecond,
			style.LogQuery(`topk(10, sum `+by+` (rate(`+style.Streams+` [$__auto])))`, legend)),
		style.Graph("Bytes, by workload", "The ten with the most: what the bucket will hold.", style.BytesPerSecond,
			style.LogQuery(`topk(10, sum `+by+` (bytes_rate(`+style.Streams+` [$__auto])))`, legend)),
		style.Table("Volume, by container", "Each is a stream. One that is noise is kept out by telemetry.kalypso.io/drop: logs on its pod.",
			[]string{style.NamespaceLabel, style.ServiceLabel, style.ContainerLabel},
			cell("Lines", style.Count, `count_over_time(`+style.Streams+` [@range])`),
			cell("Bytes", style.Bytes, `bytes_over_time(`+style.Streams+` [@range])`),
			cell("Errors", style.Count, `count_over_time(`+logErrors+` [@range])`),
			cell("Warnings", style.Count, `count_over_time(`+logWarnings+` [@range])`)).Sort("Bytes").To("cost"),
	)
}

func logsEvents() style.Row {
	const events = `{service_name="k8s-events",@namespace} | severity_text="Warning"`
	return style.Ask("What does Kubernetes say of them?",
		style.Graph("Warnings, by reason", "Events of the chosen namespaces.", style.Count,
			style.LogQuery(`sum by (k8s_event_reason) (count_over_time(`+events+` [$__auto]))`, "{{k8s_event_reason}}")).
			Columns().Size(8, 10).Empty("Kubernetes has warned of nothing."),
		style.Logs("The newest warnings",
			"Events of the chosen namespaces.", style.Lines(events)).Width(16).Empty("Kubernetes has warned of nothing."),
	)
}

func logsRead() style.Row {
	return style.Ask("What do they write?",
		style.Logs("All lines", `Those with what is typed above, a regular expression; upper and lower case are one.`,
			style.Lines(style.Streams+" |~ `(?i)${search:raw}`")).Height(16).Empty("No line has that."),
	)
}
