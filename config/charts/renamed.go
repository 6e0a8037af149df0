package charts

import "strings"

// renamed are keys of older versions of the charts, with what has taken their place, read from mimir-distributed 5.4.0, loki 6.0.0 and
// tempo-distributed 1.7.0 beside the pinned ones. An empty place: nothing has.
func renamed() map[string]map[string]string {
	return map[string]map[string]string{
		"mimir-distributed": {
			"nginx": "gateway", "gateway.enabledNonEnterprise": "gateway.enabled",
			"enterprise": "", "license": "", "admin_api": "", "admin-cache": "", "graphite": "", "gr-aggr-cache": "", "gr-metricname-cache": "",
		},
		"loki":              {"bloomCompactor": "bloomBuilder", "enterprise.tokengen": "enterprise.provisioner"},
		"tempo-distributed": {"global_overrides": "overrides"},
	}
}

// older says what has become of a key of an older version of the chart; false for a key that none had.
func older(chart string, path []string) (now string, known bool) {
	for i := len(path); i > 0; i-- {
		if now, known = renamed()[chart][strings.Join(path[:i], ".")]; known {
			return now, true
		}
	}
	return "", false
}
