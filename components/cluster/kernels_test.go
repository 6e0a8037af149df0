package cluster_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/cluster"
)

func TestKnownBadKernels(t *testing.T) {
	for release, want := range map[string]bool{"7.0.0-22-generic": true, "7.0.5": true, "7.1.0": false, "6.8.0-64-generic": false, "17.0.1": false, "": false} {
		why, bad := cluster.KnownBadKernel(release)
		assert.Equal(t, want, bad, release)
		assert.Equal(t, want, why != "", release)
	}
}
