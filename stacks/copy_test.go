package stacks_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// moving is a stack with both stores.
func moving(standby bool) stackstest.Config {
	return external().With(stackstest.Config{
		"objectStore": map[string]any{"endpoint": "s3.example.org", "standby": standby, "buckets": map[string]any{"loki": "our-loki"}},
		"components":  map[string]any{"minio": map[string]any{"enabled": true}},
	})
}

// The path from MinIO to another store, and back: which store the backends use in each of its states, and that a way back to the one
// before is only the difference between them.
func TestTheStatesOfTheWayToAnotherStore(t *testing.T) {
	project := stackstest.Project(t)
	inside := deployIn(t, project, stackstest.Config{})
	standby, beside, outside := deployIn(t, project, moving(true)), deployIn(t, project, moving(false)), deployIn(t, project, external())
	assert.Empty(t, changes(inside, standby), "until the backends change, nothing does")
	assert.NotEmpty(t, standby.kind("Job"))
	for _, recorded := range []*recording{beside, outside} {
		values, err := json.Marshal(recorded.get(t, "Release loki").values(t))
		require.NoError(t, err)
		assert.Contains(t, string(values), "s3.example.org")
		assert.NotContains(t, string(values), "kalypso-minio")
	}
	assert.Equal(t, inside.get(t, "Release kalypso-minio").values(t), beside.get(t, "Release kalypso-minio").values(t),
		"MinIO keeps its buckets and its users while they are read")
	assert.Empty(t, outside.kind("Job"), "and in the end it is gone")
}

func copyIn(t *testing.T, project string, keys stackstest.Config, to minio.Store) (minio.Copy, error) {
	t.Helper()
	texts, secrets := stackstest.Development(project).With(keys).Texts(t)
	return stacks.Program{Dir: project}.Copy(texts, secrets, to)
}

func TestACopyHasEveryBucketOfBothStores(t *testing.T) {
	for _, standby := range []bool{true, false} {
		found, err := copyIn(t, stackstest.Project(t), moving(standby), minio.Outside)
		require.NoError(t, err)
		var names []string
		for _, consumer := range found.Consumers {
			names = append(names, consumer.Name)
			assert.Equal(t, externalSecretKey, found.External[consumer.Name].SecretKey.Reveal())
			assert.Equal(t, "s3.example.org", found.External[consumer.Name].Endpoint)
		}
		assert.Equal(t, []string{"mimir", "tempo", "loki", "pyroscope"}, names)
		assert.Equal(t, "our-loki", found.External["loki"].Name)
		assert.Equal(t, "minio", found.Namespace())
	}
}

func TestACopyThatCannotBeIsRefused(t *testing.T) {
	beside := stackstest.Config{"components": map[string]any{"minio": map[string]any{"enabled": true}}}
	for want, keys := range map[string]stackstest.Config{
		"kalypso:objectStore: missing: it is the store to copy to or from":  {},
		"kalypso:components.minio.enabled: false, and the copy needs minio": external(),
		"kalypso:objectStore.auth: identity is the backends' own":           byIdentity().With(beside),
	} {
		_, err := copyIn(t, stackstest.Project(t), keys, minio.Inside)
		assert.ErrorContains(t, err, want)
	}
	_, err := copyIn(t, stackstest.Project(t), moving(true), "s3")
	assert.ErrorContains(t, err, `--to: found "s3", want external or minio`)
}
