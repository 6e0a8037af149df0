package stores

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

// Routes are what the Alertmanager's configuration says of its receivers.
type Routes struct {
	routes    []route
	receivers []map[string]any
}

type route struct {
	Receiver string
	Matchers []string
}

// Routes asks for the configuration, in which credentials are blackened.
func (m Alertmanager) Routes(ctx context.Context) (Routes, error) {
	var status struct{ Config struct{ Original string } }
	if err := m.Get(ctx, "/api/v2/status", nil, &status); err != nil {
		return Routes{}, err
	}
	var config struct {
		Route     struct{ Routes []route }
		Receivers []map[string]any
	}
	if err := yaml.Unmarshal([]byte(status.Config.Original), &config); err != nil {
		return Routes{}, fmt.Errorf("reading the Alertmanager's configuration: %w", err)
	}
	return Routes{config.Route.Routes, config.Receivers}, nil
}

// Takes is a value of a label with which the route to a receiver takes an alert, the first that it names. It is "" if any will do.
func (r Routes) Takes(receiver, label string) string {
	matcher := regexp.MustCompile(`^` + label + `=~?"(.*)"$`)
	for _, one := range r.routes {
		for _, text := range one.Matchers {
			if found := matcher.FindStringSubmatch(text); found != nil && one.Receiver == receiver {
				return example(found[1])
			}
		}
	}
	return ""
}

// example is a text that an expression of names and .* matches, the matcher's own quoting undone.
func example(expression string) string {
	first, _, _ := strings.Cut(strings.ReplaceAll(expression, `\\`, `\`), "|")
	return strings.ReplaceAll(strings.ReplaceAll(first, ".*", "test"), `\`, "")
}

// Integrations are the kinds by which a receiver is told, as metrics name them, like webhook.
func (r Routes) Integrations(receiver string) []string {
	var kinds []string
	for _, one := range r.receivers {
		for key := range one {
			if kind, is := strings.CutSuffix(key, "_configs"); is && one["name"] == receiver {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds
}
