package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/otel"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

func TestImagesNamesWhatRunsByComponent(t *testing.T) {
	pod := func(image string, args ...any) map[string]any {
		return map[string]any{"containers": []any{map[string]any{"name": "c", "image": image, "args": args}}}
	}
	deployment := func(spec map[string]any) render.Object {
		return render.Object{"kind": "Deployment", "spec": map[string]any{"template": map[string]any{"spec": spec}}}
	}
	test := render.Object{"kind": "Pod", "metadata": map[string]any{"annotations": map[string]any{"helm.sh/hook": "test"}},
		"spec": pod("busybox:latest")}
	objects := map[string][]render.Object{
		"otel":      {deployment(pod("example.org/operator:1", "--collector-image=example.org/collector:2")), test},
		"telemetry": {{"kind": "OpenTelemetryCollector"}, deployment(pod("example.org/profiler:3"))},
	}
	want := []string{"otel example.org/operator:1", "telemetry example.org/collector:2", "telemetry example.org/profiler:3"}
	assert.Equal(t, want, imageLines(objects, config.ClusterSettings{}, true), "what pods run")
	lines := imageLines(objects, config.ClusterSettings{}, false)
	for _, line := range want {
		assert.Contains(t, lines, line+" digest not known")
	}
	assert.Contains(t, lines, "otel "+cluster.ProbeImage("", config.ClusterSettings{}), "its digest is known")
	assert.Len(t, lines, len(want)+len(otel.OperatorImages())+1, "and the look at the nodes")
	assert.Contains(t, imageLines(objects, config.ClusterSettings{ImageRegistry: "registry.example.org/mirror"}, false),
		"telemetry example.org/profiler:3 registry.example.org/mirror/profiler:3")
}

// TestTheImageLockListsWhatRuns: `make lock` would leave its list as it is.
func TestTheImageLockListsWhatRuns(t *testing.T) {
	project := stackstest.Project(t)
	lock, err := charts.ReadLock("../../../charts.lock")
	require.NoError(t, err)
	committed, err := images.Read("../../../images.lock")
	require.NoError(t, err)
	all, err := pinned.Charts(project)
	require.NoError(t, err)
	resources, err := development(project, filepath.Join(project, "charts"))
	require.NoError(t, err)
	list, err := imageList(all, lock, resources)
	require.NoError(t, err)
	assert.Equal(t, committed, committed.With(list), "run `make lock`")
}

// TestTheOperatorsImagesAreOfItsRelease: they move with the operator's chart.
func TestTheOperatorsImagesAreOfItsRelease(t *testing.T) {
	lock, err := charts.ReadLock("../../../charts.lock")
	require.NoError(t, err)
	for _, facts := range lock {
		for _, image := range facts.Images {
			if _, version, found := strings.Cut(image, "/opentelemetry-operator:"); found {
				assert.Contains(t, strings.Join(otel.OperatorImages(), " "), "/target-allocator:"+version,
					"components/otel/settings.go: take the versions of that release's versions.txt")
			}
		}
	}
}
