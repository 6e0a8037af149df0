package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// identities are one of each cloud, and for Pyroscope one that has the label of Azure by another key of its chart.
var identities = map[string]any{
	"mimir":     map[string]any{"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/mimir"},
	"tempo":     map[string]any{"iam.gke.io/gcp-service-account": "tempo@observability.iam.gserviceaccount.com"},
	"loki":      map[string]any{"azure.workload.identity/client-id": "00000000-0000-0000-0000-00000000000a"},
	"pyroscope": map[string]any{"azure.workload.identity/client-id": "00000000-0000-0000-0000-00000000000b"},
}

// With a workload identity, every pod that reaches S3 has a ServiceAccount with the backend's annotations, and no key.
func TestIdentitiesReachThePodsThatReachS3(t *testing.T) {
	dir := real(t)
	reach := map[string]int{}
	for _, r := range recorded(t, "external S3").releases { // with keys, these are the pods that read them
		for _, object := range r.rendered(t, dir, kubeVersions[1]) {
			if pod, ok := object.PodSpec(); ok && strings.Contains(printed(t, pod), "name: kalypso-s3") {
				reach[r.Namespace+"/"+object.Name()]++
			}
		}
	}
	pods := 0
	for _, r := range recorded(t, "workload identity").releases {
		annotations := map[string]any{}
		objects := r.rendered(t, dir, kubeVersions[1])
		for _, object := range objects {
			if object.Kind() == "ServiceAccount" {
				annotations[object.Name()], _ = render.At[map[string]any](object, "metadata", "annotations")
			}
		}
		for _, object := range objects {
			pod, ok := object.PodSpec()
			if !ok {
				continue
			}
			assert.NotContains(t, printed(t, pod), "name: kalypso-s3", object.ID())
			if reach[r.Namespace+"/"+object.Name()] == 0 {
				continue
			}
			pods++
			assert.Equal(t, identities[r.Name], annotations[pod["serviceAccountName"].(string)], object.ID())
			label, _ := render.At[string](object, "spec", "template", "metadata", "labels", "azure.workload.identity/use")
			assert.Equal(t, r.Name == "loki" || r.Name == "pyroscope", label == "true", object.ID())
		}
	}
	assert.Len(t, reach, pods, "as many as read keys otherwise")
	assert.GreaterOrEqual(t, pods, 11)
}
