package checks

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/reach"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// pods says how to look at the pods behind an address.
func pods(base string) string {
	service, err := reach.ParseService(base)
	if err != nil {
		return "the address is " + base
	}
	return fmt.Sprintf("kubectl -n %[1]s get pods; kubectl -n %[1]s get events --sort-by=.lastTimestamp", service.Namespace)
}

// logs says how to read what the pods behind an address complain of.
func logs(base string) string {
	service, err := reach.ParseService(base)
	if err != nil {
		return "the address is " + base
	}
	return fmt.Sprintf("kubectl -n %s logs service/%s --tail=50", service.Namespace, service.Name)
}

func metricRemedy(p proof.Platform) string {
	return "is it refused? " + logs(p.Gateway) + "\n" + pods(p.Metrics) +
		"\nthe lines \"loss\" say what was thrown away; labels come from Mimir's limits.promote_otel_resource_attributes"
}

func exemplarRemedy(p proof.Platform) string {
	return "Mimir keeps exemplars if limits.max_global_exemplars_per_user is above 0\n" + pods(p.Metrics)
}

func logRemedy(p proof.Platform) string {
	return "is it refused? " + logs(p.Gateway) + "\n" + pods(p.Logs) +
		"\nlabels and structured metadata come from Loki's limits_config.otlp_config"
}

func traceRemedy(p proof.Platform) string {
	return "is it refused? " + logs(p.Gateway) + "\n" + pods(p.Traces) + "\nthe lines \"loss\" say what was thrown away"
}

func generatorRemedy(p proof.Platform) string {
	return pods(p.Traces) + "\nTempo's metrics generator makes them: its processors are set in overrides.defaults.metrics_generator, and it " +
		"writes to Mimir; a span older than metrics_ingestion_time_range_slack is left out"
}

func profileRemedy(p proof.Platform) string {
	return pods(p.Profiles) + "\n" + logs(p.Profiles) +
		"\nPyroscope answers 200 to profiles of another protocol generation and keeps nothing: verify sends profiles v1development v0.2.0"
}

func watchdogRemedy(p proof.Platform) string {
	return "after an update the first evaluation takes up to 2 minutes: ask again, with --timeout 4m\n" +
		"are the rules loaded? see the line \"rules\"; are the pods mimir-ruler and mimir-alertmanager well? " + pods(p.Alerts)
}

func rulesRemedy(p proof.Platform) string {
	return "a rule's error is its query's; without any rule the ruler has no files, or refused them: the pods mimir-ruler, and loki for the " +
		"rules of logs, say why\n" + pods(p.Alerts)
}

func grafanaRemedy(g proof.Grafana, uid string) string {
	return fmt.Sprintf("%s\n%s\nin Grafana: Connections, Data sources, %s, Save & test", pods(g.URL), logs(g.URL), uid)
}

func linkRemedy(l proof.Link) string {
	return fmt.Sprintf("the way from %s to %s is set in the datasource of %[1]s: its tags must be on both ends", l.From, l.To)
}
