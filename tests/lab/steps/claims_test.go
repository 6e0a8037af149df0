package steps

import (
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

func TestAVolumeThatAChartLooksUpIsTheClaimsOwn(t *testing.T) {
	claim := func(spec map[string]any) map[string]any {
		return byID([]render.Object{{"kind": "PersistentVolumeClaim", "metadata": map[string]any{"name": "grafana"}, "spec": spec}})
	}
	none := map[string]any{"size": "1Gi"}
	for name, c := range map[string]struct {
		rendered, installed map[string]any
		same                bool
	}{
		"first installation":  {none, none, true},
		"its own":             {none, map[string]any{"size": "1Gi", "volumeName": "own"}, true},
		"not bound yet":       {none, map[string]any{"size": "1Gi", "volumeName": nil}, true},
		"another's":           {none, map[string]any{"size": "1Gi", "volumeName": "other"}, false},
		"its own, other size": {none, map[string]any{"size": "2Gi", "volumeName": "own"}, false},
		"asked for":           {map[string]any{"volumeName": "own"}, map[string]any{"volumeName": "own"}, true},
		"asked for, dropped":  {map[string]any{"volumeName": "own"}, map[string]any{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			want, got := claim(c.rendered), claim(c.installed)
			if err := lookedUp(got, want, func(string) (string, error) { return "own", nil }); err != nil {
				t.Fatal(err)
			}
			if diff := difference(want, got); (diff == "") != c.same {
				t.Errorf("difference = %q; want the same: %t", diff, c.same)
			}
		})
	}
}
