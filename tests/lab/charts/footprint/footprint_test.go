package footprint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

const mebi = 1 << 20

func rows(t *testing.T, text string) []footprint.Row {
	t.Helper()
	objects, err := render.Parse(map[string]string{"file.yaml": text})
	require.NoError(t, err)
	rows, err := footprint.Of(objects)
	require.NoError(t, err)
	return rows
}

const example = `
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  template:
    spec:
      initContainers:
        - {name: big, image: "i:1", resources: {requests: {memory: 500Mi, cpu: 10m}, limits: {memory: 600Mi}}}
        - {name: sidecar, image: "i:1", restartPolicy: Always, resources: {requests: {memory: 10Mi, cpu: 1m}, limits: {memory: 20Mi}}}
      containers:
        - {name: main, image: "i:2", resources: {requests: {memory: 100Mi, cpu: 0.05}, limits: {memory: 200Mi}}}
        - {name: free, image: "i:3"}
---
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec: {containers: [{name: db, image: "i:4", resources: {limits: {memory: 64Mi, cpu: 5m}}}]}
  volumeClaimTemplates: [{spec: {resources: {requests: {storage: 1Gi}}}}]
---
kind: DaemonSet
metadata: {name: agent}
spec: {template: {spec: {containers: [{name: a, image: "i:5", resources: {requests: {memory: 1Mi}, limits: {memory: 2Mi}}}]}}}
---
kind: OpenTelemetryCollector
metadata: {name: otel}
spec: {mode: deployment, replicas: 3, resources: {requests: {memory: 10Mi, cpu: 2m}, limits: {memory: 30Mi}}}
---
kind: Job
metadata: {name: hook, annotations: {helm.sh/hook: post-install}}
spec: {template: {spec: {containers: [{name: h, image: "i:6", resources: {requests: {memory: 128Mi}}}]}}}
---
kind: Pod
metadata: {name: test, annotations: {helm.sh/hook: test}}
spec: {containers: [{name: t, image: "i:7"}]}
---
kind: PersistentVolumeClaim
metadata: {name: disk}
spec: {resources: {requests: {storage: 2Gi}}}
---
kind: Service
metadata: {name: web}
`

func TestTotal(t *testing.T) {
	total := footprint.Total(rows(t, example))
	assert.Equal(t, footprint.Row{
		Workload: "total", Pods: 2 + 1 + 1 + 3, Containers: 2*3 + 1 + 1 + 3,
		MilliCPU:    2*(1+50) + 5 + 3*2,
		Memory:      mebi * (2*500 + 64 + 1 + 3*10), // the first init container asks for more than all others together
		MemoryLimit: mebi * (2*600 + 64 + 2 + 3*30),
		Storage:     3 << 30,
		Unlimited:   []string{"Deployment/web/free"},
	}, total)
}

func TestHooksAreListedButNotCounted(t *testing.T) {
	for _, row := range rows(t, example) {
		assert.NotContains(t, row.Workload, "test")
		if row.Workload == "Job/hook" {
			assert.True(t, row.Hook)
			assert.Equal(t, []string{"Job/hook/h"}, row.Unlimited)
			return
		}
	}
	t.Error("the hook has no row")
}

func TestPrintShowsTheTotal(t *testing.T) {
	var out strings.Builder
	require.NoError(t, footprint.Print(&out, rows(t, example)))
	assert.Contains(t, out.String(), "1095Mi")
	assert.Contains(t, out.String(), "Job/hook (hook, not counted)")
}

func TestImages(t *testing.T) {
	objects, err := render.Parse(map[string]string{"file.yaml": example})
	require.NoError(t, err)
	assert.Equal(t, []string{"i:1", "i:2", "i:3", "i:4", "i:5", "i:6", "i:7"}, footprint.Images(objects))
}

func TestAQuantityThatIsNoneIsAnError(t *testing.T) {
	objects, err := render.Parse(map[string]string{"f": "kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, resources: {requests: {memory: lots}}}]}\n"})
	require.NoError(t, err)
	_, err = footprint.Of(objects)
	assert.ErrorContains(t, err, "Pod/p")
}
