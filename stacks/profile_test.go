package stacks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

func TestASecondProfileIsATable(t *testing.T) {
	project := stackstest.Project(t)
	stackstest.Development(project).With(stackstest.Config{"profile": "three"}).Set(t)
	program := stacks.Program{
		Dir: project, Ask: stackstest.Kubernetes(34), Profiles: map[string]config.Profile{"dev": config.Profiles()["dev"],
			"three": stackstest.Three()},
	}
	recorded, err := record(t, false, program.Run)
	require.NoError(t, err)
	for release, want := range map[string]map[string]any{
		"istiod":        {"autoscaleEnabled": true, "global.defaultPodDisruptionBudget.enabled": true},
		"kalypso-minio": {"mode": "distributed", "replicas": 4, "persistence.size": "100Gi", "deploymentUpdate.type": nil},
		"mimir": {
			"mimir.structuredConfig.ingester.ring.replication_factor":               3,
			"mimir.structuredConfig.store_gateway.sharding_ring.replication_factor": 3,
			"mimir.structuredConfig.limits.compactor_blocks_retention_period":       "720h",
			"ingester.zoneAwareReplication.enabled":                                 true,
			"rollout_operator.enabled":                                              true,
			"ingester.extraArgs":                                                    nil,
			"compactor.persistentVolume.size":                                       "50Gi",
			"querier.replicas":                                                      1, // as in dev, whose copy the table is
		},
		"tempo": {"ingester.config.replication_factor": 3, "memcached.enabled": true, "gateway.affinity": nil, "distributor.affinity": ""},
		"loki": {
			"loki.commonConfig.replication_factor": 3, "loki.ingester.wal.replay_memory_ceiling": "2048MB", "chunksCache.enabled": true,
			"resultsCache.enabled": false, "gateway.deploymentStrategy": nil, "singleBinary.resources.limits.memory": "4Gi",
		},
	} {
		values := recorded.get(t, "Release "+release).values(t)
		for path, value := range want {
			assert.Equal(t, fmt.Sprint(value), fmt.Sprint(at(values, path)), "%s: %s", release, path)
		}
	}
	assert.Greater(t, stacks.Requested(stackstest.Three().Sizing)["mimir"].Memory, stacks.Requested(config.Profiles()["dev"].Sizing)["mimir"].Memory,
		"the check that all fits on a VM counts the profile's sizes")
}

// at is the value at a dotted path; nil where there is none.
func at(values map[string]any, path string) any {
	head, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		return values[head]
	}
	below, _ := values[head].(map[string]any)
	return at(below, rest)
}
