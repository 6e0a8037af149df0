package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

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
	assert.Equal(t, []string{"otel example.org/operator:1", "telemetry example.org/collector:2", "telemetry example.org/profiler:3"},
		imageLines(map[string][]render.Object{
			"otel":      {deployment(pod("example.org/operator:1", "--collector-image=example.org/collector:2")), test},
			"telemetry": {{"kind": "OpenTelemetryCollector"}, deployment(pod("example.org/profiler:3"))},
		}))
}
