package loki_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/loki"
)

// A period of the schema in another store than the bucket is refused like another store for all.
func TestEveryPeriodIsInTheBucket(t *testing.T) {
	for store, want := range map[any]string{
		"s3": "", "aws": "", nil: "",
		"filesystem": "kalypso:components.loki.values.loki.schemaConfig.configs[1].object_store: found filesystem, want s3",
		"gcs":        "configs[1].object_store: found gcs, want s3",
		true:         "configs[1].object_store: found true, want s3",
	} {
		problems := loki.Check("kalypso:components.loki.values", map[string]any{"loki": map[string]any{"schemaConfig": map[string]any{
			"configs": []any{map[string]any{"object_store": "s3"}, map[string]any{"object_store": store}},
		}}})
		if want == "" {
			assert.Empty(t, problems)
			continue
		}
		assert.Len(t, problems, 1)
		assert.ErrorContains(t, problems[0], want)
	}
}
