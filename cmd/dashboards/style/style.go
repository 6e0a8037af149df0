// Package style is how every dashboard of Kalypso looks: its variables, links, annotations, units, colours and panels. A
// dashboard says only what is its own, rows that are a question each and panels that answer it:
//
//	style.Dashboard{
//		Name: "storage", Description: "...", Filter: []string{style.Namespace},
//		Rows: []style.Row{
//			style.Ask("Which claim is full next?",
//				style.Graph("Used", "What it is, and what to think of it.", style.Ratio,
//					style.Query(`sum by (namespace) (rate(foo_total{@namespace}[@rate]))`, "{{namespace}}")).
//					Empty("No pod has a claim."),
//			),
//		},
//	}
//
// Panels of a row flow from left to right; a line that is not full is stretched to the width.
//
// A selector is written once, in names.go: `{@workload}` in a query becomes the labels of what the variables choose. A panel's
// links are made of the labels in its legends: a series with {{service_name}} leads to that service's logs, traces and profiles.
//
// Thresholds say from which value somebody should look, and only stand where there is a reason for the number: a limit that the
// platform has, or an alert's. Colours are of meanings (colours.go), not of panels.
package style
