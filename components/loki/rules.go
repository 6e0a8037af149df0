package loki

import (
	"github.com/kalypsoServing/kalypso/components/kit"
)

const (
	rulesMap = "kalypso-rules"
	// rulesDir has a directory for each tenant; all is the tenant that Loki calls so without authentication.
	rulesDir = "/etc/loki/rules"
	all      = "fake"
)

// ruleFiles is the ConfigMap of the rules. There are none without somebody to tell.
func ruleFiles(args Args, deps Deps) map[string]map[string]string {
	if deps.Alerts == "" || len(args.Rules) == 0 {
		return nil
	}
	return map[string]map[string]string{rulesMap: args.Rules}
}

// ruler has Loki evaluate them, inside its one pod. It reads the files again by itself.
func ruler(args Args, deps Deps) kit.Tree {
	if len(ruleFiles(args, deps)) == 0 {
		return kit.Tree{}
	}
	return kit.Tree{
		"loki": kit.Tree{"rulerConfig": kit.Tree{
			"storage":   kit.Tree{"type": "local", "local": kit.Tree{"directory": rulesDir}},
			"rule_path": "/var/loki/rules-temp",
			// Loki adds /api/v2/alerts.
			"alertmanager_url":       string(deps.Alerts),
			"enable_alertmanager_v2": true,
		}},
		"singleBinary": kit.Tree{
			"extraVolumes":      []any{kit.Tree{"name": "rules", "configMap": kit.Tree{"name": rulesMap}}},
			"extraVolumeMounts": []any{kit.Tree{"name": "rules", "mountPath": rulesDir + "/" + all, "readOnly": true}},
		},
	}
}
