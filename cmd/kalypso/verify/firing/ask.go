package firing

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// Sources are who is asked.
type Sources struct {
	// Cluster is the name of the platform's own.
	Cluster      string
	Alertmanager stores.Alertmanager
	// Rulers know which alerts are pending: Mimir's of metrics, Loki's of logs.
	Rulers []stores.Ruler
}

// Ask asks both sides: the Alertmanager, what fires and is not silenced, and the rulers, what is pending. The rulers' word stands for the
// Alertmanager's if that does not answer.
func (s Sources) Ask(ctx context.Context) Firing {
	found := Firing{Alerts: []Alert{}}
	told, err := s.Alertmanager.Alerts(ctx, "")
	if err != nil {
		found.Unknown = append(found.Unknown, "which alerts the Alertmanager has, and which are silenced: "+err.Error())
	}
	for _, one := range told {
		switch {
		case one.Labels["alertname"] == watchdog:
			found.Watchdog = true
		case len(one.Status.SilencedBy) > 0:
			found.Silenced++
		case len(one.Status.InhibitedBy) > 0:
			found.Inhibited++
		default:
			found.Alerts = append(found.Alerts, s.alert("firing", one.Labels, one.Annotations, one.StartsAt))
		}
	}
	ruled, rulerErr := s.ruled(ctx)
	if rulerErr != nil {
		found.Unknown = append(found.Unknown, "which alerts are pending: "+rulerErr.Error())
	}
	for _, one := range ruled {
		switch {
		case one.Labels["alertname"] == watchdog:
			found.Watchdog = found.Watchdog || err != nil && one.State == "firing"
		case one.State == "pending" || err != nil:
			found.Alerts = append(found.Alerts, s.alert(one.State, one.Labels, one.Annotations, one.ActiveAt))
		}
	}
	slices.SortFunc(found.Alerts, order)
	return found
}

func (s Sources) ruled(ctx context.Context) ([]stores.RuledAlert, error) {
	var all []stores.RuledAlert
	var problems []error
	for _, ruler := range s.Rulers {
		alerts, err := ruler.Alerts(ctx)
		if !errors.Is(err, stores.ErrNotThere) { // a store without rules has no ruler
			all, problems = append(all, alerts...), append(problems, err)
		}
	}
	return all, errors.Join(problems...)
}

func (s Sources) alert(state string, labels, annotations map[string]string, since time.Time) Alert {
	return Alert{
		Severity: labels["severity"], State: state, Name: labels["alertname"], Where: s.where(labels), Since: since,
		Summary: strings.Join(strings.Fields(annotations["summary"]), " "),
	}
}

// where is a namespace, a workload in it, and a node: as much as the labels say.
func (s Sources) where(labels map[string]string) string {
	workload := ""
	for _, label := range []string{"service_name", "k8s_pod_name", "service", "deployment", "statefulset", "daemonset", "job_name"} {
		workload = cmp.Or(workload, labels[label])
	}
	parts := []string{labels["k8s_namespace_name"], workload}
	place := strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "/")
	if node := labels["k8s_node_name"]; node != "" {
		place = strings.TrimSpace(place + " on " + node)
	}
	if cluster := labels["k8s_cluster_name"]; cluster != "" && cluster != s.Cluster {
		place = strings.TrimSpace(place + " in " + cluster)
	}
	return place
}

// order is the worst first: by severity, what fires before what is pending, the oldest first.
func order(a, b Alert) int {
	return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(a.State, b.State), a.Since.Compare(b.Since),
		cmp.Compare(a.Name+a.Where, b.Name+b.Where))
}

func rank(severity string) int {
	if place := slices.Index([]string{"critical", "warning"}, severity); place >= 0 {
		return place
	}
	return 2
}
