package faults

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Where alerts are seen: in the ruler that evaluates metrics, in the one that evaluates lines, and in the Alertmanager that both tell.
const (
	mimirAddress = "/api/v1/namespaces/mimir/services/mimir-gateway:80/proxy"
	lokiAddress  = "/api/v1/namespaces/loki/services/loki-gateway:80/proxy"
	rulerPath    = "/prometheus/api/v1/"
)

const (
	pending, firing = "pending", "firing"
	watchdog        = "Watchdog"
)

// alert is one that is pending or fires.
type alert struct {
	State    string
	Labels   map[string]string
	ActiveAt time.Time // since when its condition lasts
}

func (a alert) name() string { return a.Labels["alertname"] }

// String is the name with the labels that tell what it is of.
func (a alert) String() string {
	var of []string
	for name, value := range a.Labels {
		if name != "alertname" && name != "severity" && name != "scope" && name != "k8s_cluster_name" {
			of = append(of, name+"="+value)
		}
	}
	slices.Sort(of)
	return a.name() + "{" + strings.Join(of, ", ") + "}"
}

// has tells whether an alert has a name and labels, and may have more.
func (a alert) has(name string, labels map[string]string) bool {
	if a.name() != name {
		return false
	}
	for key, value := range labels {
		if a.Labels[key] != value {
			return false
		}
	}
	return true
}

// alerts are those of both rulers.
func alerts(ctx context.Context, client *kube.Client) ([]alert, error) {
	var all []alert
	for _, address := range []string{mimirAddress, lokiAddress} {
		var found struct{ Data struct{ Alerts []alert } }
		if err := client.Get(ctx, address+rulerPath+"alerts", &found); err != nil {
			return nil, fmt.Errorf("asking a ruler for alerts: %w", err)
		}
		all = append(all, found.Data.Alerts...)
	}
	return all, nil
}

// delivered are those that the Alertmanager has, silenced or not.
func delivered(ctx context.Context, client *kube.Client) ([]alert, error) {
	var all []alert
	if err := client.Get(ctx, mimirAddress+"/alertmanager/api/v2/alerts", &all); err != nil {
		return nil, fmt.Errorf("asking the Alertmanager for alerts: %w", err)
	}
	return all, nil
}

// holds is how long each alert's condition has to last, by its name; the longest where several rules make one.
func holds(ctx context.Context, client *kube.Client) (map[string]time.Duration, error) {
	all := map[string]time.Duration{}
	for _, address := range []string{mimirAddress, lokiAddress} {
		var found struct {
			Data struct {
				Groups []struct {
					Rules []struct {
						Name, Type string
						Labels     map[string]string
						Duration   float64 // seconds
					}
				}
			}
		}
		if err := client.Get(ctx, address+rulerPath+"rules", &found); err != nil {
			return nil, fmt.Errorf("asking a ruler for rules: %w", err)
		}
		for _, group := range found.Data.Groups {
			for _, r := range group.Rules {
				if r.Type == "alerting" {
					key := r.Name + "/" + r.Labels["severity"]
					all[key] = max(all[key], time.Duration(r.Duration*float64(time.Second)))
				}
			}
		}
	}
	return all, nil
}

// sample is one value of an answer of Mimir.
type sample struct {
	Metric map[string]string
	Value  []any
}

// query asks Mimir for what is now.
func query(ctx context.Context, client *kube.Client, text string) ([]sample, error) {
	var found struct{ Data struct{ Result []sample } }
	path := mimirAddress + rulerPath + "query?" + url.Values{"query": {text}}.Encode()
	if err := client.Get(ctx, path, &found); err != nil {
		return nil, fmt.Errorf("asking Mimir: %w", err)
	}
	return found.Data.Result, nil
}
