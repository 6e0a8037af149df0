package platform

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

const noSidecars = "No pod has a sidecar: a namespace joins the mesh by the label istio-injection=enabled."

// Istio is the dashboard of the mesh: the control plane, and what the sidecars tell where there are any.
func Istio() style.Dashboard {
	const istio part = "istio-system"
	return style.Dashboard{
		Name: "istio", Namespace: string(istio), Filter: []string{style.Namespace}, See: []string{"services", "network"},
		Description: "Whether istiod keeps the sidecars in step, and what the mesh carries.",
		Rows:        istio.rows(istioControls(istio), istioAdmits(istio), istioCarries()),
	}
}

func istioControls(istio part) style.Row {
	return style.Ask("Does the control plane keep the sidecars in step?",
		istio.up(),
		style.Stat("Sidecars connected", "Proxies that get their configuration from istiod.", style.Count,
			istio.query(`sum(pilot_xds{@here})`, "")).Empty(noSidecars),
		style.Stat("Services known", "What istiod has read from the cluster: 0 is an istiod without rights.", style.Count,
			istio.query(`max(pilot_services{@here})`, "")),
		style.Stat("Root certificate ends in", "istiod makes it itself, for ten years.", style.Seconds,
			istio.query(`min(citadel_server_root_cert_expiry_timestamp{@here}) - time()`, "")).
			Threshold(style.Bad, style.From{Value: 2592000, Colour: style.Good, Why: "Red below 30 days: when it ends no sidecar trusts another."}),
		style.Stat("Rejected", "Configuration that proxies refused in the time range: they go on with the one before.", style.Count,
			istio.instant(`sum(increase(pilot_total_xds_rejects_total{@here}[@range])) or vector(0)`, "")).
			Threshold(style.Good, style.From{Value: 1, Colour: style.Bad, Why: "What was changed has no effect there."}),
		style.Graph("Pushes, by type", "Configuration that is sent: listeners, routes, clusters, endpoints.", style.PerSecond,
			istio.query(`sum by (type) (rate(pilot_xds_pushes_total{@here}[@rate]))`, "{{type}}")).Empty(noSidecars),
		style.Graph("Time until a sidecar has it", "From a change in the cluster until every proxy has taken it.", style.Seconds,
			istio.query(`histogram_quantile(0.50, sum by (le) (rate(pilot_proxy_convergence_time_bucket{@here}[@rate])))`, "p50"),
			istio.query(`histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket{@here}[@rate])))`, "p99")).Empty(noSidecars),
		style.Graph("Why it pushes", "What changed: an endpoint, a service, configuration.", style.PerSecond,
			istio.query(`sum by (type) (rate(pilot_push_triggers_total{@here}[@rate]))`,
				"{{type}}")).Empty("Nothing has changed since istiod started."),
		style.Graph("Events of the cluster", "What istiod reads: a flood of them keeps it busy.", style.PerSecond,
			istio.query(`sum by (type, event) (rate(pilot_k8s_reg_events_total{@here}[@rate]))`, "{{type}} {{event}}")),
	)
}

func istioAdmits(istio part) style.Row {
	return style.Ask("Do pods get their sidecar, and sidecars their certificate?",
		style.Graph("Injection", "Pods that were to get a sidecar. A failed one is not created: the API server refuses it.", style.Count,
			istio.query(`sum(increase(sidecar_injection_success_total{@here}[@rate]))`, "succeeded"),
			istio.query(`sum(increase(sidecar_injection_failure_total{@here}[@rate]))`, "failed")).Columns().Empty(noSidecars).Width(8),
		style.Graph("Configuration checked", "Istio's own objects, looked at when they are applied.", style.Count,
			istio.query(`sum(increase(galley_validation_passed_total{@here}[@rate]))`, "ok"),
			istio.query(`sum(increase(galley_validation_failed_total{@here}[@rate]))`, "refused")).Columns().
			Empty("Nobody has applied one since istiod started.").Width(8),
		style.Graph("Certificates", "Asked for by sidecars, and given.", style.Count,
			istio.query(`sum(increase(citadel_server_csr_count_total{@here}[@rate]))`, "requests"),
			istio.query(`sum(increase(citadel_server_success_cert_issuance_count_total{@here}[@rate]))`, "ok")).Columns().Empty(noSidecars).Width(8),
	)
}

func istioCarries() style.Row {
	const by = `k8s_namespace_name, destination_workload`
	at := func(metric, more string) string {
		return metric + `{@namespace,reporter="destination"` + more + `}[@rate]`
	}
	legend := "{{k8s_namespace_name}} {{destination_workload}}"
	return style.Ask("What does the mesh carry?",
		style.Graph("Requests, by workload", "As the sidecar of the workload that answers counts them.", style.Requests,
			style.Query(`sum by (`+by+`) (rate(`+at("istio_requests_total", "")+`))`, legend)).Empty(noSidecars),
		style.Graph("Failed", "The share that was answered with a 5xx, or not at all.", style.Ratio,
			style.Query(`sum by (`+by+`) (rate(`+at("istio_requests_total", `,response_code=~"5..|0"`)+`))
/ sum by (`+by+`) (rate(`+at("istio_requests_total", "")+`))`, legend)).Empty(noSidecars),
		style.Graph("95 of 100 within", "The 95th percentile of what the workload takes.", style.Milliseconds,
			style.Query(`histogram_quantile(0.95, sum by (le, `+by+`) (rate(`+at("istio_request_duration_milliseconds_bucket", "")+`)))`, legend)).
			Empty(noSidecars),
		style.Graph("Bytes over TCP", "Of connections that are not HTTP, to the workload and from it.", style.BytesPerSecond,
			style.Query(`sum by (`+by+`) (rate(`+at("istio_tcp_received_bytes_total", "")+`))`, legend+" in"),
			style.Query(`sum by (`+by+`) (rate(`+at("istio_tcp_sent_bytes_total", "")+`))`, legend+" out")).Empty(noSidecars),
	)
}
