package engine

import (
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// ways are the configurations in which edges differ: both orders, and both ways to make users in MinIO.
func ways() map[string]stackstest.Config {
	provider := stackstest.Config{"minio": map[string]any{"endpoint": "localhost:30900"}}
	return map[string]stackstest.Config{
		"waves":                  {},
		"dependencies":           {"ordering": "dependencies"},
		"waves, provider":        provider,
		"dependencies, provider": provider.With(stackstest.Config{"ordering": "dependencies"}),
	}
}

// waves are what the older delivery promised: whatever is in one waits for whatever is in those before.
func waves() [][]string {
	return [][]string{
		{"Release opentelemetry-operator", "Release obi"},
		{"Release istio-base", "Release istiod", "Telemetry istio-system/kalypso"},
		{"Release kalypso-minio"},
		{"Release mimir", "Release tempo", "Release loki"},
		{"Release pyroscope"},
		{"Release grafana"},
		{"OpenTelemetryCollector telemetry/kalypso", "OpenTelemetryCollector telemetry/kalypso-agent",
			"OpenTelemetryCollector telemetry/kalypso-cluster", "Instrumentation telemetry/kalypso", "DaemonSet telemetry/ebpf-profiler"},
	}
}

func TestUpThenNothingThenDestroy(t *testing.T) {
	for name, keys := range ways() {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, keys)
			first := s.mustUp()
			assert.Equal(t, s.resources(), did(first, "create"))
			edges := s.edges()
			for one, dependencies := range edges {
				for _, on := range dependencies {
					assert.True(t, s.after(t, "create", one, on), "%s started before %s had ended", one, on)
				}
			}

			assert.Empty(t, s.mustUp(), "a second run changes nothing")
			assert.Empty(t, s.tape, "and asks no provider to do anything")

			steps, err := s.destroy()
			require.NoError(t, err)
			assert.Empty(t, s.state.Resources)
			assert.Equal(t, did(first, "create"), did(steps, "delete"))
			for one, dependencies := range edges {
				for _, on := range dependencies {
					if s.touched("delete", one) && s.touched("delete", on) {
						assert.True(t, s.after(t, "delete", on, one), "%s went before %s had gone", on, one)
					}
				}
			}
		})
	}
}

// after says whether an operation on one resource started when that on another had ended; ops are that of the first, and
// that of the other if it is not the same.
func (s *stack) after(t *testing.T, op, one, other string, otherOp ...string) bool {
	t.Helper()
	start, end := slices.Index(s.tape, event{op, one, false}), slices.Index(s.tape, event{append(otherOp, op)[0], other, true})
	require.GreaterOrEqual(t, start, 0, "%s %s never started", op, one)
	require.GreaterOrEqual(t, end, 0, "%s never ended", other)
	return end < start
}

func (s *stack) touched(op, one string) bool { return slices.Contains(s.tape, event{op, one, false}) }

// The waves hold on the way up and, backwards, on the way down.
func TestWaves(t *testing.T) {
	s := newStack(t, nil)
	s.mustUp()
	for at, wave := range waves() {
		for _, earlier := range slices.Concat(waves()[:at]...) {
			for _, one := range wave {
				assert.True(t, s.after(t, "create", one, earlier), "%s, %s", one, earlier)
			}
		}
	}
	_, err := s.destroy()
	require.NoError(t, err)
	for at, wave := range waves() {
		for _, earlier := range slices.Concat(waves()[:at]...) {
			for _, one := range wave {
				assert.True(t, s.after(t, "delete", earlier, one), "%s, %s", earlier, one)
			}
		}
	}
}

// What one level holds does run at the same time: each of it waits here until all of it has started.
func TestLevelsRunInParallel(t *testing.T) {
	for name, c := range map[string]struct {
		keys     stackstest.Config
		together []string
	}{
		"wave 4": {nil, waves()[3]},
		"wave 1": {nil, waves()[0]},
		"wave 7": {nil, waves()[6]},
		"first level of dependencies": {stackstest.Config{"ordering": "dependencies"}, []string{
			"Release opentelemetry-operator", "Release obi", "Release istio-base", "Release kalypso-minio", "Release grafana",
		}},
		"second level of dependencies": {stackstest.Config{"ordering": "dependencies"}, []string{
			"Release mimir", "Release tempo", "Release loki", "Release pyroscope",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, c.keys)
			var started sync.WaitGroup
			started.Add(len(c.together))
			s.hold = func(op, id string) {
				if op == "create" && slices.Contains(c.together, id) {
					started.Done()
					started.Wait() // for ever, if one of them waits for another; go test's own timeout tells
				}
			}
			s.mustUp()
		})
	}
}

// edges are, in the state, what each resource depends on, sorted.
func (s *stack) edges() map[string][]string {
	edges := map[string][]string{}
	for _, one := range s.state.Resources {
		for _, on := range one.Dependencies {
			edges[id(one.URN)] = append(edges[id(one.URN)], id(on))
		}
		slices.Sort(edges[id(one.URN)])
	}
	return edges
}
