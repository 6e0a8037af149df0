package mimir

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/kit"
)

func TestWhatIsForAllProcessesIsGivenToEach(t *testing.T) {
	mine, its := any(kit.Tree{"secretRef": kit.Tree{"name": "mine"}}), any(kit.Tree{"secretRef": kit.Tree{"name": "its"}})
	got := spread(kit.Tree{"global": kit.Tree{"extraEnvFrom": []any{mine}, "extraEnv": []any{}}, "querier": kit.Tree{"extraEnvFrom": []any{its}}})
	assert.Equal(t, kit.Tree{"extraEnvFrom": []any{}, "extraEnv": []any{}}, got["global"])
	assert.Equal(t, []any{mine, its}, kit.Lookup(got, "querier", "extraEnvFrom"))
	assert.Equal(t, []any{mine}, kit.Lookup(got, "ingester", "extraEnvFrom"))
	without := kit.Tree{"replicas": 1}
	assert.Equal(t, without, spread(without))
}
