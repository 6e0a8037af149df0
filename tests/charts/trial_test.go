package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/live/flows"
)

// The live run tries flows between what the charts make, by its names; the operator's objects are not theirs.
func TestFlowsAreBetweenWhatTheChartsMake(t *testing.T) {
	dir := real(t)
	there := map[string]bool{}
	var ends []string
	for _, r := range recorded(t, "development").releases {
		there[r.Namespace] = true
		for _, object := range r.rendered(t, dir, kubeVersions[1]) {
			name := r.Namespace + "/" + object.Name()
			switch object.Kind() {
			case "Deployment", "DaemonSet":
				ends = append(ends, name)
			case "StatefulSet":
				ends = append(ends, name, name+"-0")
			case "Service":
				ports, _ := render.At[[]any](object, "spec", "ports")
				for _, port := range ports {
					ends = append(ends, fmt.Sprintf("%s:%v", name, port.(map[string]any)["port"]))
				}
			}
		}
	}
	for _, flow := range append(flows.Promised(), flows.Forbidden()...) {
		for _, end := range []string{flow.From, fmt.Sprintf("%s:%d", flow.To, flow.Port)} {
			if namespace, _, _ := strings.Cut(end, "/"); there[namespace] {
				assert.True(t, slices.Contains(ends, end), "%s: the charts make no %s", flow, end)
			}
		}
	}
}
