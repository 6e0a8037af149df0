package stacks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/s3probe"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// writing runs the program with a store that answers like that.
func writing(t *testing.T, preview bool, answer func(bucket kit.Bucket, checksum bool) error) (*recording, error) {
	t.Helper()
	project := stackstest.Project(t)
	stackstest.Development(project).With(external()).Set(t)
	return record(t, preview, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(34),
		Write: func(_ context.Context, bucket kit.Bucket, checksum bool) error { return answer(bucket, checksum) }}.Run)
}

// Object Lock wants a checksum, and the pinned Loki sends none: that is found before anything is deployed.
func TestABucketThatTakesNothingIsRefused(t *testing.T) {
	recorded, err := writing(t, false, func(bucket kit.Bucket, checksum bool) error {
		switch {
		case bucket.Name == "tempo-traces":
			return s3probe.RefusedError{Code: "NoSuchBucket", Message: "there is none"}
		case !checksum:
			return s3probe.RefusedError{Code: "InvalidRequest", Message: "Content-MD5 is required"}
		}
		return nil
	})
	for _, want := range []string{
		"kalypso:objectStore.buckets.loki: bucket loki-chunks does not take what loki writes: InvalidRequest", "3.6.16 or later",
		"kalypso:objectStore.buckets.tempo: bucket tempo-traces does not take", "make the bucket",
	} {
		require.ErrorContains(t, err, want)
	}
	assert.NotContains(t, err.Error(), "mimir")
	assert.Empty(t, recorded.ids(), "nothing is registered")
}

// The cluster may reach a store that this machine does not.
func TestAStoreThatIsNotReachedFromHereIsAWarning(t *testing.T) {
	recorded, err := writing(t, false, func(kit.Bucket, bool) error { return errors.New("no route") })
	require.NoError(t, err)
	assert.Contains(t, recorded.logs, "warning: kalypso:objectStore.buckets.mimir: this machine could not try to write to bucket mimir-data: no route")
}

// What a bucket has taken needs no warning.
func TestABucketThatTakesWritesIsNoReasonToWarn(t *testing.T) {
	recorded, err := writing(t, false, func(kit.Bucket, bool) error { return nil })
	require.NoError(t, err)
	assert.Empty(t, recorded.logs)
}

func TestAPreviewWritesNothing(t *testing.T) {
	recorded, err := writing(t, true, func(kit.Bucket, bool) error { return s3probe.RefusedError{Code: "NoSuchBucket"} })
	require.NoError(t, err)
	require.Len(t, recorded.logs, 1)
	assert.Contains(t, recorded.logs[0], "sends no checksum", "what is known without asking is said")
}
