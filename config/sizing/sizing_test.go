package sizing_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/config/sizing"
)

func TestWhatFollowsFromAWorkload(t *testing.T) {
	w := sizing.Workload{Replicas: 1, CPU: 50, Memory: 144, Limit: 1024, Disk: 5}
	assert.Equal(t, []string{"50m", "144Mi", "1Gi", "5Gi", "920MiB"},
		[]string{w.CPURequest(), w.MemoryRequest(), w.MemoryLimit(), w.Volume(), w.GoMemory()})
	assert.Equal(t, "1536Mi", sizing.Workload{Limit: 1536}.MemoryLimit())
	for replicas, factor := range map[int]int{0: 1, 1: 1, 2: 1, 3: 3, 7: 3} {
		w := sizing.Workload{Replicas: replicas}
		assert.Equal(t, factor, w.ReplicationFactor(), replicas)
		assert.Equal(t, replicas < 2, w.Single(), replicas)
	}
}

// P6 of the defects: Go's limit is 85 to 92 hundredths of the container's, for every limit that a profile may name.
func TestGoMemoryIsBelowTheContainersLimit(t *testing.T) {
	for limit := 128; limit <= 64<<10; limit += 32 {
		var mebibytes int
		_, err := fmt.Sscanf(sizing.Workload{Limit: limit}.GoMemory(), "%dMiB", &mebibytes)
		assert.NoError(t, err)
		share := float64(mebibytes) / float64(limit)
		assert.True(t, 0.85 <= share && share <= 0.92, "limit %d MiB: %d", limit, mebibytes)
	}
}

func TestTotalAddsUpEveryReplica(t *testing.T) {
	assert.Equal(t, sizing.Request{CPU: 110, Memory: 224, Disk: 6}, sizing.Total(sizing.Grafana{
		Server: sizing.Workload{Replicas: 3, CPU: 30, Memory: 64, Disk: 2}, Sidecar: sizing.Workload{Replicas: 1, CPU: 20, Memory: 32},
	}))
}
