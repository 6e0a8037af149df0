package mimir

import (
	"slices"

	"github.com/kalypsoServing/kalypso/components/kit"
)

// processes are the chart's components whose pods run Mimir (mimir.lib.containerEnv in its templates).
func processes() []string {
	return []string{"alertmanager", "compactor", "continuous_test", "distributor", "ingester", "overrides_exporter", "querier", "query_frontend",
		"query_scheduler", "ruler", "ruler_querier", "ruler_query_frontend", "ruler_query_scheduler", "store_gateway"}
}

// spread gives what stands in global.extraEnvFrom to every process by itself: the chart writes that list and a process's own with
// different indentation, which together are no YAML.
func spread(overrides map[string]any) map[string]any {
	all, ok := kit.Lookup(overrides, "global", "extraEnvFrom").([]any)
	if !ok {
		return overrides
	}
	spread := kit.Merge(overrides, kit.Tree{"global": kit.Tree{"extraEnvFrom": []any{}}})
	for _, process := range processes() {
		own, _ := kit.Lookup(overrides, process, "extraEnvFrom").([]any)
		spread = kit.Merge(spread, kit.Tree{process: kit.Tree{"extraEnvFrom": slices.Concat(all, own)}})
	}
	return spread
}
