package leftover

import (
	"strings"
	"testing"
)

func TestSinceTellsLeftFromKeptAndIgnoresWhatWasThere(t *testing.T) {
	before := Snapshot{{"Namespace", "", "default"}: {}}
	after := Snapshot{
		{"Namespace", "", "default"}:     {},
		{"Secret", "mimir", "forgotten"}: {},
		// The controllers were slower than the first snapshot.
		{"ConfigMap", "default", "kube-root-ca.crt"}: {},
		{"ServiceAccount", "default", "default"}:     {},
		{"ConfigMap", "shop", "istio-ca-root-cert"}:  {},
		{"Secret", "shop", "istio-ca-root-cert"}:     {},
		{"CustomResourceDefinition", "", "gateways"}: {Annotations: map[string]string{"helm.sh/resource-policy": "keep"}},
		{"APIService", "", "v1.networking"}:          {Labels: map[string]string{"kube-aggregator.kubernetes.io/automanaged": "true"}},
	}
	d := after.Since(before)
	if len(d.Kept) != 2 || d.Kept[0].Name != "gateways" || d.Kept[1].Name != "istio-ca-root-cert" {
		t.Errorf("kept = %v", d.Kept)
	}
	if len(d.Left) != 2 || d.Left[0].Name != "forgotten" || d.Left[1].Kind != "Secret" {
		t.Errorf("left = %v", d.Left)
	}
	if err := d.Err(); err == nil || !strings.Contains(err.Error(), "mimir/forgotten (Secret)") {
		t.Errorf("error = %v", err)
	}
}
