package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/tests/charts/conform"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// P6 of the defects: Go's collector works before the kernel kills. The charts of istiod and Grafana set the container's
// whole limit themselves, and have no value to change it that would not name the variable twice.
func TestGoProgramsStayBelowTheirMemoryLimit(t *testing.T) {
	dir, p := real(t), recorded(t, "development")
	notGo := []string{"nginx", "gateway", "grafana-sc-dashboard"}
	objects := slices.Clone(p.objects)
	for _, r := range p.releases {
		objects = append(objects, r.rendered(t, dir, "1.34.0")...)
	}
	checked := 0
	for _, object := range objects {
		if !slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet"}, object.Kind()) {
			continue
		}
		spec, _ := object.PodSpec()
		for _, container := range render.List(spec, "containers") {
			name := fmt.Sprint(container["name"])
			if slices.Contains(notGo, name) {
				continue
			}
			checked++
			assert.NoError(t, conform.GoMemory(container), "%s, container %s", object.ID(), name)
		}
	}
	assert.Greater(t, checked, 20)
}
