package steps

import (
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

func TestAListThatAProviderDropsIsADifference(t *testing.T) {
	release := asked{Name: "tempo", Values: map[string]any{"caches": []any{}, "replicas": float64(1)}}
	if err := compareValues(release, records.Record{Config: map[string]any{"caches": []any{}, "replicas": float64(1)}}); err != nil {
		t.Errorf("the same values differ: %v", err)
	}
	err := compareValues(release, records.Record{Config: map[string]any{"replicas": float64(1)}})
	if err == nil || !strings.Contains(err.Error(), "release tempo") || !strings.Contains(err.Error(), "caches") {
		t.Errorf("error = %v; want the dropped list", err)
	}
}

func TestWhatAChartMakesAnewAtEachRenderingIsNoDifference(t *testing.T) {
	object := func(password, image string) map[string]any {
		return byID([]render.Object{
			{"kind": "Secret", "metadata": map[string]any{"name": "s"}, "data": map[string]any{"password": password}},
			{"kind": "Deployment", "metadata": map[string]any{"name": "d"}, "spec": map[string]any{
				"image": image, "annotations": map[string]any{"checksum/s": password}}},
			{"kind": "Job", "metadata": map[string]any{"name": "j", "annotations": map[string]any{"helm.sh/hook": "pre-install"}}},
		})
	}
	if len(object("a", "x")) != 2 {
		t.Errorf("hooks are not in Helm's manifest: %v", object("a", "x"))
	}
	if diff := difference(object("a", "x"), object("b", "x")); diff != "" {
		t.Errorf("another password is a difference:\n%s", diff)
	}
	if diff := difference(object("a", "x"), object("a", "y")); !strings.Contains(diff, "Deployment/d") {
		t.Errorf("another image is none:\n%s", diff)
	}
}
