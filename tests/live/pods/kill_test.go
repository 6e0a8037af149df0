package pods

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestProcessesAreThoseOfThePod(t *testing.T) {
	proc := t.TempDir()
	for pid, p := range map[string]struct{ group, name string }{
		"11": {"0::/kubepods/burstable/podaaaa-bb/c1\n", "otelcol-k8s\n"},
		"12": {"0::/kubepods/burstable/podaaaa-bb/c2\n", "pause\n"},
		"13": {"5:cpu:/kubepods.slice/kubepods-podaaaa_bb.slice/cri-c3\n", "helper\n"},
		"14": {"0::/kubepods/burstable/podaaaa-cc/c1\n", "otelcol-k8s\n"},
	} {
		dir := filepath.Join(proc, pid)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string]string{"cgroup": p.group, "comm": p.name} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, err := processes(proc, "aaaa-bb"); err != nil || !slices.Equal(got, []int{11, 13}) {
		t.Errorf("%v, %v", got, err)
	}
}
