package mimir

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/rules"
)

// tenant is the one that everything belongs to while Mimir has no tenants. The ruler reads <directory>/<tenant>/<file>, the Alertmanager
// <path>/<tenant>.yaml (pkg/ruler/rulestore/local and pkg/alertmanager/alertstore/local of Mimir).
const tenant = "anonymous"

const (
	rulesMap     = "kalypso-rules"
	routesSecret = "kalypso-alertmanager"
	objectives   = "objectives"
)

// ruleFiles is the ConfigMap of all rules: one, so that Mimir's own values stay as they are when a component comes or goes. A file's
// name is its namespace in Mimir.
func ruleFiles(texts map[string]string, alerting config.Alerting) map[string]map[string]string {
	all := map[string]string{objectives + ".yaml": promised(alerting).Text()}
	maps.Copy(all, texts)
	return map[string]map[string]string{rulesMap: all}
}

// mounts puts the rules where the ruler reads them, and the routes where the Alertmanager does. Both read them again by themselves.
func mounts() kit.Tree {
	return kit.Tree{
		"ruler": kit.Tree{
			"extraVolumes":      []any{kit.Tree{"name": "rules", "configMap": kit.Tree{"name": rulesMap}}},
			"extraVolumeMounts": []any{kit.Tree{"name": "rules", "mountPath": "/etc/mimir-rules/" + tenant, "readOnly": true}},
		},
		"alertmanager": kit.Tree{
			"extraVolumes":      []any{kit.Tree{"name": "routes", "secret": kit.Tree{"secretName": routesSecret}}},
			"extraVolumeMounts": []any{kit.Tree{"name": "routes", "mountPath": "/etc/alertmanager-routes", "readOnly": true}},
		},
	}
}

// promised makes series of what services promise, which manifests/tempo/rules/services.yaml compares with what they do: shares between
// 0 and 1, and seconds.
func promised(alerting config.Alerting) rules.File {
	series := func(name string, value float64, labels map[string]string) rules.Rule {
		return rules.Rule{Record: name, Expr: "vector(" + strconv.FormatFloat(value, 'g', 10, 64) + ")", Labels: labels}
	}
	all := []rules.Rule{
		series("kalypso_objective_default", alerting.Objective.Availability/100, nil),
		series("kalypso_objective_latency_seconds_default", time.Duration(alerting.Objective.Latency).Seconds(), nil),
	}
	for _, name := range slices.Sorted(maps.Keys(alerting.Objectives)) {
		namespace, service, _ := strings.Cut(name, "/")
		labels, one := map[string]string{"k8s_namespace_name": namespace, "service": service}, alerting.ObjectiveOf(name)
		all = append(all,
			series("kalypso_objective", one.Availability/100, labels),
			series("kalypso_objective_latency_seconds", time.Duration(one.Latency).Seconds(), labels))
	}
	return rules.File{Groups: []rules.Group{{Name: objectives, Interval: "1m", Rules: all}}}
}
