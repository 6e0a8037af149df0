package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// Grafana is the dashboard of what draws them all.
func Grafana() style.Dashboard {
	const grafana part = "grafana"
	return style.Dashboard{
		Name: "grafana", Namespace: string(grafana), See: []string{"mimir", "loki", "tempo", "pyroscope"},
		Description: "Whether Grafana answers, and whether the stores answer Grafana.",
		Rows:        grafana.rows(grafanaAnswers(grafana), grafanaAsks(grafana), grafanaHolds(grafana)),
	}
}

func grafanaAnswers(grafana part) style.Row {
	const by = `by (handler) (rate(grafana_http_request_duration_seconds`
	return style.Ask("Does Grafana answer the people who look?",
		grafana.up(),
		style.Stat("Requests per second", "All that browsers ask for; a dashboard is some dozens.", style.Requests,
			grafana.query(`sum(rate(grafana_http_request_duration_seconds_count{@here}[@rate]))`, "")),
		style.Stat("In work", "Requests that are not answered yet.", style.Count,
			grafana.query(`sum(grafana_http_request_in_flight{@here})`, "")),
		style.Stat("Logins", "With a password, in the time range.", style.Count,
			grafana.instant(`sum(increase(grafana_api_login_post_total{@here}[@range]))`, "")),
		style.Graph("Requests, by handler", "The ten most asked for.", style.Requests,
			grafana.query(`topk(10, sum `+by+`_count{@here}[@rate])))`, "{{handler}}")).Width(8),
		style.Graph("Failed, by handler", "Answered with a 5xx.", style.Requests,
			grafana.query(`sum `+by+`_count{@here,status_code=~"5.."}[@rate]))`, "{{handler}}")).
			Empty("No request has failed since it started.").Width(8),
		style.Graph("95 of 100 within", "The ten slowest handlers; queries are as slow as the stores.", style.Seconds,
			grafana.query(`topk(10, histogram_quantile(0.95,
sum by (le, handler) (rate(grafana_http_request_duration_seconds_bucket{@here}[@rate]))))`,
				"{{handler}}")).Width(8),
	)
}

func grafanaAsks(grafana part) style.Row {
	const nobody = "Nobody has looked at a dashboard since it started."
	return style.Ask("Do the stores answer Grafana?",
		style.Graph("Requests to stores", "What dashboards ask, by datasource.", style.Requests,
			grafana.query(`sum by (datasource) (rate(grafana_datasource_request_total{@here}[@rate]))`, "{{datasource}}")).Empty(nobody),
		style.Graph("Failed requests to stores", "By datasource and code: 4xx is a bad query or a limit, 5xx a store in trouble.", style.Requests,
			grafana.query(`sum by (datasource, code) (rate(grafana_datasource_request_total{@here,code=~"[45].."}[@rate]))`,
				"{{datasource}} {{code}}")).
			Empty("No request to a store has failed since it started."),
		style.Graph("Stores: 95 of 100 within", "What a store takes, as Grafana sees it.", style.Seconds,
			grafana.query(`histogram_quantile(0.95,
sum by (le, datasource) (rate(grafana_datasource_request_duration_seconds_bucket{@here}[@rate])))`,
				"{{datasource}}")).Empty(nobody),
		style.Graph("Plugins", "Calls of the datasources' plugins, by how they ended.", style.Requests,
			grafana.query(`sum by (plugin_id, status) (rate(grafana_plugin_request_total{@here}[@rate]))`,
				"{{plugin_id}} {{status}}")).Empty(nobody),
	)
}

func grafanaHolds(grafana part) style.Row {
	const counted = "Grafana counts some minutes after its start, and then every half hour."
	return style.Ask("Is what it should have there?",
		style.Stat("Dashboards", "All that the sidecar has found; fewer than before are a ConfigMap that is gone.", style.Count,
			grafana.query(`max(grafana_stat_totals_dashboard{@here})`, "")).Empty(counted),
		style.Stat("Folders", "One for each subject.", style.Count, grafana.query(`max(grafana_stat_totals_folder{@here})`, "")).Empty(counted),
		style.Stat("Datasources", "One for each store, and the Alertmanager.", style.Count,
			grafana.query(`sum(grafana_stat_totals_datasource{@here})`, "")).Empty(counted),
		style.Stat("People", "Users that were active in the last 30 days, and all.", style.Count,
			grafana.query(`max(grafana_stat_active_users{@here})`, "active"), grafana.query(`max(grafana_stat_total_users{@here})`, "all")).
			Names().Size(6, 4).Empty(counted),
	)
}
