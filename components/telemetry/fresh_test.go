package telemetry

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/config"
)

// What is switched off, or has no gateway to send to, is not expected: verify would wait for it in vain.
func TestOnlyWhatIsCollectedIsExpected(t *testing.T) {
	only := func(sources config.Sources) Args {
		args := here(false)
		args.Telemetry.Sources = sources
		return args
	}
	own := []string{"telemetry/kalypso-agent-collector", "telemetry/kalypso-collector"}
	for name, c := range map[string]struct {
		args  Args
		deps  Deps
		jobs  []string
		fresh []string
	}{
		"everything": {here(true), everything(), []string{"apiserver", "cadvisor", "kube-state-metrics", "kubelet", "mimir/ingester",
			"telemetry/ebpf-profiler", own[0], "telemetry/kalypso-cluster-collector", own[1]},
			[]string{"node metrics", "kubelet metrics", "container metrics", "cluster state", "pod logs", "events", "profiles"}},
		"the platform":         {only(config.Sources{Platform: true}), everything(), append([]string{"mimir/ingester"}, own...), nil},
		"nodes":                {only(config.Sources{Nodes: true}), everything(), nil, []string{"node metrics"}},
		"events without logs":  {only(config.Sources{Events: true, ControlPlane: true}), Deps{Metrics: "http://m:1"}, []string{"apiserver"}, nil},
		"without a gateway":    {here(false), Deps{}, nil, nil},
		"profiles and no more": {here(true), Deps{Profiles: "p:1"}, nil, []string{"profiles"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.jobs, Jobs(c.args, c.deps))
			var fresh []string
			for _, one := range Fresh(c.args, c.deps) {
				fresh = append(fresh, one.Name)
				assert.Contains(t, one.Remedy, "kubectl -n telemetry logs ")
			}
			assert.Equal(t, c.fresh, fresh)
		})
	}
}
