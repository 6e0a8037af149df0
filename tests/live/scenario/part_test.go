package scenario

import (
	"maps"
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/live/image"
)

func TestChooseLeavesOutWhatCannotRunAndSaysWhy(t *testing.T) {
	had := func(name string) image.Supplied { return image.Supplied{Image: name, File: "there"} }
	gone := func(name string) image.Supplied { return image.Supplied{Image: name} }
	tests := map[string]struct {
		needs map[string][]image.Supplied
		// off is a component and a part of its reason; nothing else is off.
		off  map[string]string
		ebpf map[string]string
	}{
		"everything is there": {needs: map[string][]image.Supplied{"loki": {had("loki:1"), had("nginx:1")}}},
		"one image of two": {
			needs: map[string][]image.Supplied{"loki": {had("nginx:1"), gone("loki:1")}},
			off:   map[string]string{"loki": "no image loki:1"},
		},
		"what needs it": {
			needs: map[string][]image.Supplied{"otel": {gone("operator:1")}},
			off:   map[string]string{"otel": "no image operator:1", "telemetry": "needs otel"},
		},
		"the store": {
			needs: map[string][]image.Supplied{"minio": {gone("minio:1")}},
			off: map[string]string{
				"minio": "no image minio:1", "mimir": "needs minio", "loki": "needs minio", "tempo": "needs minio", "pyroscope": "needs minio",
			},
		},
		"only eBPF": {
			needs: map[string][]image.Supplied{"otel": {had("operator:1"), gone("ebpf-instrument:1")}},
			ebpf:  map[string]string{"obi": "no image ebpf-instrument:1"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			chosen, ebpf := choose(test.needs)
			if !maps.Equal(ebpf, test.ebpf) {
				t.Errorf("eBPF is off because %q, want %q", ebpf, test.ebpf)
			}
			for _, p := range chosen {
				want, off := test.off[p.component]
				if off != (p.why != "") || !strings.Contains(p.why, want) {
					t.Errorf("%s is off because %q, want %q", p.component, p.why, want)
				}
			}
		})
	}
}
