package faults

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/yaml"
)

const project = "../../.."

// promised are the alerts of the product, by name and severity.
func promised(t *testing.T) map[string]bool {
	all := map[string]bool{}
	for _, kind := range []string{"rules", "log-rules"} {
		files, _ := filepath.Glob(filepath.Join(project, "manifests", "*", kind, "*.yaml"))
		for _, path := range files {
			var file struct {
				Groups []struct {
					Rules []struct {
						Alert  string
						Labels map[string]string
					}
				}
			}
			text, err := os.ReadFile(path)
			if err = errors.Join(err, yaml.Unmarshal(text, &file)); err != nil {
				t.Fatal(err)
			}
			for _, group := range file.Groups {
				for _, r := range group.Rules {
					all[r.Alert+"/"+r.Labels["severity"]], all[r.Alert] = true, true
				}
			}
		}
	}
	return all
}

func TestEveryFaultExpectsAnAlertThatIsThere(t *testing.T) {
	f := &Faults{Project: project, Note: func(string, ...any) {}}
	all, alerts := append(f.list(), append(f.lines(), f.throttled())...), promised(t)
	if len(all) < 12 {
		t.Errorf("%d faults", len(all))
	}
	names := map[string]bool{}
	for _, one := range all {
		if !alerts[one.alert+"/"+one.severity] {
			t.Errorf("%s: no rule makes %s with severity %s", one.name, one.alert, one.severity)
		}
		for _, b := range one.brings {
			if !alerts[b.alert] || b.why == "" || b.namespace == "" {
				t.Errorf("%s brings %v: no such alert, or no reason", one.name, b)
			}
		}
		key := one.name + one.alert
		if names[key] || one.breaks == nil {
			t.Errorf("%s: twice, or breaks nothing", key)
		}
		names[key] = true
	}
}

func TestAnAlertIsExplainedByItsFaultAlone(t *testing.T) {
	f := &Faults{Excused: map[string]string{"ServiceErrors": "the demo"}}
	down := fault{alert: "TempoDown", severity: "critical", labels: map[string]string{"k8s_namespace_name": "tempo"},
		brings: []brought{{"LogErrorBurst", "telemetry", "it logs"}}}
	f.runs = []*run{{fault: down}}
	for name, test := range map[string]struct {
		labels map[string]string
		want   bool
	}{
		"its own":               {map[string]string{"alertname": "TempoDown", "k8s_namespace_name": "tempo", "service_name": "x"}, true},
		"of another namespace":  {map[string]string{"alertname": "TempoDown", "k8s_namespace_name": "other"}, false},
		"brought":               {map[string]string{"alertname": "LogErrorBurst", "k8s_namespace_name": "telemetry"}, true},
		"brought, but not here": {map[string]string{"alertname": "LogErrorBurst", "k8s_namespace_name": "mimir"}, false},
		"excused":               {map[string]string{"alertname": "ServiceErrors"}, true},
		"the watchdog":          {map[string]string{"alertname": "Watchdog"}, true},
		"anything else":         {map[string]string{"alertname": "MimirDown"}, false},
	} {
		if got := f.explained(alert{Labels: test.labels}); got != test.want {
			t.Errorf("%s: explained is %v", name, got)
		}
	}
}

func TestWhatIsBrokenIsRepairedOnceAlsoAfterAFailure(t *testing.T) {
	repaired := 0
	r := &run{fault: fault{name: "x", breaks: func(context.Context) error { return errors.New("broken halfway") },
		repair: func(context.Context) error { repaired++; return nil }}}
	if err := r.mend(); err != nil || repaired != 0 {
		t.Errorf("what was not broken was repaired: %d, %v", repaired, err)
	}
	r.begun = time.Now()
	if err := errors.Join(r.mend(), r.mend()); err != nil || repaired != 1 {
		t.Errorf("repaired %d times: %v", repaired, err)
	}
}

func TestARowSaysWhatWasSeen(t *testing.T) {
	r := run{fault: fault{name: "stopped", alert: "TempoDown"}, seen: times{pending: time.Minute, firing: 6 * time.Minute}}
	if text := r.String(); !strings.Contains(text, "pending   60 s, firing  360 s") {
		t.Error(text)
	}
}
