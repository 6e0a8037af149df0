package usage

import "testing"

func TestCheckNamesEveryFinding(t *testing.T) {
	well := Row{Component: "loki", Pod: "loki-0", Container: "loki", Memory: 80, MemoryLimit: 100, Ready: true}
	tests := map[string]struct {
		change func(*Row)
		want   string
	}{
		"at the threshold": {func(*Row) {}, ""},
		"above it": {func(r *Row) { r.Memory, r.MemoryLimit = 900<<20, 1<<30 },
			"loki/loki-0/loki uses 900 MiB of its 1024 MiB, 88 %"},
		"without a limit": {func(r *Row) { r.MemoryLimit = 0 }, "loki/loki-0/loki has no memory limit"},
		"not ready":       {func(r *Row) { r.Ready = false }, "loki/loki-0/loki is not ready"},
		"restarted":       {restarted, "loki/loki-0/loki was restarted 3 times, the last time after OOMKilled, exit code 137"},
		"restarted and too big": {func(r *Row) { restarted(r); r.MemoryLimit = 0 },
			"loki/loki-0/loki has no memory limit\nloki/loki-0/loki was restarted 3 times, the last time after OOMKilled, exit code 137"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			row := well
			test.change(&row)
			got := ""
			if err := Check([]Row{well, row}); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func restarted(r *Row) { r.Restarts, r.Ended = 3, "OOMKilled, exit code 137" }
