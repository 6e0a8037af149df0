package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// What users add to a pod's wiring stands beside the platform's own, in pods that are YAML.
func TestWiringOfTheirOwnStandsBesideOurs(t *testing.T) {
	dir := real(t)
	pods := map[string]string{}
	for _, r := range recorded(t, "wiring of their own").releases {
		for _, object := range r.rendered(t, dir, kubeVersions[0]) {
			if spec, ok := render.At[map[string]any](object, "spec", "template", "spec"); ok {
				pods[r.Namespace+"/"+object.Name()] = fmt.Sprint(spec)
			}
		}
	}
	for pod, want := range map[string][]string{
		"mimir/mimir-ingester":    {"name:mine", "name:its", "name:kalypso-s3", "name:OWN", "GOMEMLIMIT"},
		"mimir/mimir-querier":     {"name:mine", "name:kalypso-s3"},
		"mimir/mimir-distributor": {"name:mine"},
		"mimir/mimir-ruler":       {"name:mine", "name:kalypso-s3", "name:own", "kalypso-rules"},
		"loki/loki":               {"name:mine", "name:kalypso-s3"},
		"tempo/tempo-ingester":    {"name:mine", "name:kalypso-s3"},
		"pyroscope/pyroscope":     {"name:mine", "name:kalypso-s3"},
		"grafana/grafana":         {"name:own", "CREDENTIAL"},
	} {
		require.Contains(t, pods, pod)
		for _, one := range want {
			assert.Contains(t, pods[pod], one, pod)
		}
		if at := strings.Index(pods[pod], "name:mine"); at >= 0 && strings.Contains(pods[pod], "name:kalypso-s3") {
			assert.Less(t, at, strings.LastIndex(pods[pod], "name:kalypso-s3"), "%s: of two Secrets with one key, the last counts", pod)
		}
	}
}
