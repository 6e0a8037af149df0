package stacks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// OBI and the profiler wait for the check of the kernels, which waits for the VM. Nothing else does.
func TestWhatNeedsTheKernelWaitsForTheVerdict(t *testing.T) {
	for _, mode := range []string{"on", "auto"} {
		recorded := deploy(t, stackstest.Config{"cluster": onColima, "ebpf": mode})
		var waiting []string
		for _, one := range recorded.resources {
			if has(recorded.dependencies(t, one), "Command ebpf") {
				waiting = append(waiting, one.id())
			}
		}
		assert.ElementsMatch(t, []string{"Release obi", "DaemonSet telemetry/ebpf-profiler"}, waiting, mode)
		assert.True(t, has(recorded.dependencies(t, recorded.get(t, "Command ebpf")), "Command colima-kalypso"))
	}
}

func TestVerificationFollowsTheConsumers(t *testing.T) {
	for name, c := range map[string]struct {
		keys stackstest.Config
		want string // consumers; "" for no verification
	}{
		"both":              {nil, "obi profiler"},
		"no pyroscope":      {stackstest.Config{"components": stackstest.Off("pyroscope")}, "obi"},
		"no otel":           {stackstest.Config{"components": stackstest.Off("otel")}, "profiler"},
		"neither":           {stackstest.Config{"components": stackstest.Off("otel", "telemetry")}, ""},
		"off":               {stackstest.Config{"ebpf": "off"}, ""},
		"unchecked":         {stackstest.Config{"ebpf": "unchecked"}, ""},
		"auto on kind":      {stackstest.Config{"ebpf": "auto", "cluster": map[string]any{"driver": "kind"}}, ""},
		"auto, on existing": {stackstest.Config{"ebpf": "auto"}, "obi profiler"},
	} {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, c.keys)
			if c.want == "" {
				assert.NotContains(t, recorded.ids(), "Command ebpf")
				return
			}
			environment := recorded.get(t, "Command ebpf").Inputs["environment"].ObjectValue()
			assert.Equal(t, c.want, environment["KALYPSO_CONSUMERS"].StringValue())
		})
	}
}

func TestUncheckedDeploysThem(t *testing.T) {
	ids := deploy(t, stackstest.Config{"ebpf": "unchecked"}).ids()
	assert.Subset(t, ids, []string{"Release obi", "DaemonSet telemetry/ebpf-profiler"})
}

// The pods run wherever there is a kernel of Linux, but where the verification has found one that cannot carry them: a node that
// joins later has them, too. Nothing waits for them.
func TestNodesCarryThemUnlessTheyCannot(t *testing.T) {
	for mode, verified := range map[string]bool{"auto": true, "on": true, "unchecked": false} {
		recorded := deploy(t, stackstest.Config{"ebpf": mode})
		obi := recorded.get(t, "Release obi")
		assert.Equal(t, map[string]any{"skipAwait": true, "atomic": false}, map[string]any{"skipAwait": obi.Plain()["skipAwait"], "atomic": obi.Plain()["atomic"]})
		daemon := recorded.get(t, "DaemonSet telemetry/ebpf-profiler").Plain()
		assert.Contains(t, fmt.Sprint(daemon["metadata"]), "pulumi.com/skipAwait:true")
		pod := daemon["spec"].(map[string]any)["template"].(map[string]any)["spec"].(map[string]any)
		for consumer, affinity := range map[string]any{"obi": obi.values(t)["affinity"], "profiler": pod["affinity"]} {
			text := fmt.Sprint(affinity)
			assert.Contains(t, text, "kubernetes.io/os operator:In values:[linux]")
			assert.Contains(t, text, "fargate")
			assert.Contains(t, text, "virtual-kubelet")
			assert.Equal(t, verified, strings.Contains(text, "kalypso.io/ebpf-"+consumer+" operator:NotIn values:[no]"), mode)
		}
	}
}

// Nothing waits for what runs on nodes that may be broken, however long the way.
func TestNothingWaitsForTheVerdictButWhatNeedsIt(t *testing.T) {
	for _, ordering := range []string{"waves", "dependencies"} {
		recorded := deploy(t, stackstest.Config{"ordering": ordering})
		waits := map[string]bool{"Command ebpf": true}
		for range recorded.resources { // each round follows one more edge
			for _, one := range recorded.resources {
				for _, on := range recorded.dependencies(t, one) {
					waits[one.id()] = waits[one.id()] || waits[on.id()]
				}
			}
		}
		var all []string
		for id, yes := range waits {
			if yes {
				all = append(all, id)
			}
		}
		assert.ElementsMatch(t, []string{"Command ebpf", "Release obi", "DaemonSet telemetry/ebpf-profiler"}, all, ordering)
	}
}

func TestKindLeavesEBPFOutAndSaysWhy(t *testing.T) {
	recorded := deploy(t, stackstest.Config{"cluster": map[string]any{"driver": "kind"}, "ebpf": "auto"})
	assert.NotContains(t, recorded.ids(), "Release obi")
	assert.NotContains(t, recorded.ids(), "DaemonSet telemetry/ebpf-profiler")
	require.Len(t, recorded.logs, 1)
	assert.Contains(t, recorded.logs[0], "warning: eBPF: left out: OBI and the eBPF profiler, because kind's nodes are containers")
}
