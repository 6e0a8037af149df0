package stacks_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/cluster/api"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

var onColima = map[string]any{"driver": "colima"}

// Whatever is in the cluster waits for the VM: it refers to the provider, and the provider waits for the command.
func TestNothingInTheClusterStartsBeforeTheVM(t *testing.T) {
	for name, c := range map[string]struct {
		keys   stackstest.Config
		launch string
	}{
		"colima, waves":        {stackstest.Config{"cluster": onColima}, "Command colima-kalypso"},
		"colima, dependencies": {stackstest.Config{"cluster": onColima, "ordering": "dependencies"}, "Command colima-kalypso"},
		"kind":                 {stackstest.Config{"cluster": map[string]any{"driver": "kind"}, "ebpf": "off"}, "Command kind-kalypso"},
	} {
		t.Run(name, func(t *testing.T) {
			recorded := deploy(t, c.keys)
			provider := recorded.get(t, "kubernetes kubernetes")
			assert.True(t, has(recorded.dependencies(t, provider), c.launch))
			inside := 0
			for _, one := range recorded.resources {
				if strings.HasPrefix(one.GetType(), "kubernetes:") {
					inside++
					assert.Equal(t, provider.URN+"::id-of-kubernetes", one.GetProvider(), one.id())
				}
			}
			assert.Greater(t, inside, 20)
		})
	}
}

// answering stands in for cluster.Ask where there is no answer.
func answering(err error) func(context.Context, config.Cluster) (cluster.Answer, error) {
	return func(context.Context, config.Cluster) (cluster.Answer, error) { return cluster.Answer{}, err }
}

func TestWithoutAnAnswer(t *testing.T) {
	unreachable := cluster.UnreachableError{Err: errors.New("connection refused")}
	refused := cluster.RefusedError{Err: errors.New("Unauthorized")}
	nowhere := api.AbsentError{Err: errors.New("there is no kubeconfig"), Kubeconfig: true}
	noContext := api.AbsentError{Err: errors.New(`context "x" does not exist; there is y`)}
	garbage := errors.New("yaml: found character that cannot start any token")
	existing, kind := map[string]any{"driver": "existing"}, map[string]any{"driver": "kind"}
	for name, c := range map[string]struct {
		cluster         map[string]any
		err             error
		preview, update string // what the error contains; "" for none
	}{
		"existing, unreachable":   {existing, unreachable, "", "start the cluster, or name another with kalypso:cluster.context"},
		"existing, refused":       {existing, refused, "", "does not admit you: sign in again"},
		"existing, no kubeconfig": {existing, nowhere, "", "set kalypso:cluster.kubeconfig and kalypso:cluster.context"},
		"existing, no context":    {existing, noContext, `context "x" does not exist; there is y`, `context "x" does not exist; there is y`},
		"existing, garbage":       {existing, garbage, "mend the file", "mend the file, or name another with kalypso:cluster.kubeconfig"},
		"colima, unreachable":     {onColima, unreachable, "", ""},
		"colima, no kubeconfig":   {onColima, nowhere, "", ""},
		"colima, no context":      {onColima, noContext, "", ""},
		"colima, garbage":         {onColima, garbage, "mend the file", "mend the file"},
		"kind, no context":        {kind, noContext, "", ""},
	} {
		for preview, want := range map[bool]string{true: c.preview, false: c.update} {
			t.Run(name, func(t *testing.T) {
				project := stackstest.Project(t)
				stackstest.Development(project).With(stackstest.Config{"cluster": c.cluster, "ebpf": "off"}).Set(t)
				recorded, err := record(t, preview, stacks.Program{Dir: project, Ask: answering(c.err)}.Run)
				if want == "" {
					require.NoError(t, err)
					assert.NotEmpty(t, recorded.ids())
					return
				}
				require.ErrorContains(t, err, want)
				assert.Empty(t, recorded.ids(), "nothing is registered")
			})
		}
	}
}

// A credential plugin may sign in for many seconds: an update waits for it, a preview only a moment.
func TestPatience(t *testing.T) {
	for preview, most := range map[bool]time.Duration{true: 5 * time.Second, false: 30 * time.Second} {
		project := stackstest.Project(t)
		stackstest.Development(project).Set(t)
		var left time.Duration
		_, err := record(t, preview, stacks.Program{Dir: project, Ask: func(ctx context.Context, _ config.Cluster) (cluster.Answer, error) {
			deadline, _ := ctx.Deadline()
			left = time.Until(deadline)
			return cluster.Answer{}, cluster.UnreachableError{Err: errors.New("no answer")}
		}}.Run)
		assert.Equal(t, !preview, err != nil)
		assert.LessOrEqual(t, left, most)
		assert.Greater(t, left, most/2)
	}
}

// A Command that ran does not notice that its VM was stopped: the preview must.
func TestACreatedClusterThatDoesNotAnswerIsWarnedOf(t *testing.T) {
	project := stackstest.Project(t)
	stackstest.Development(project).With(stackstest.Config{"cluster": onColima}).Set(t)
	refused := cluster.UnreachableError{Err: errors.New("connection refused")}
	recorded, err := record(t, false, stacks.Program{Dir: project, Ask: answering(refused)}.Run)
	require.NoError(t, err)
	require.Len(t, recorded.logs, 1)
	assert.Contains(t, recorded.logs[0], "connection refused")
	assert.Contains(t, recorded.logs[0], "`make cluster-colima`")
}

func TestSizesMustFit(t *testing.T) {
	large := map[string]any{"mimir": map[string]any{"values": map[string]any{"ingester": map[string]any{"resources": map[string]any{
		"requests": map[string]any{"memory": "6Gi", "cpu": "4"},
	}}}}}
	for name, c := range map[string]struct {
		cluster    map[string]any
		components map[string]any
		want       []string // none for a good one
	}{
		"the defaults": {map[string]any{"driver": "colima"}, nil, nil},
		"just enough":  {map[string]any{"driver": "colima", "cpu": 1, "memory": 4, "disk": 40}, nil, nil},
		"too little": {map[string]any{"driver": "colima", "memory": 2, "disk": 20}, nil,
			[]string{"kalypso:cluster.memory: found number 2, want at least 4 (GiB)",
				"kalypso:cluster.disk: found number 20, want at least 40 (GiB)"}},
		"with overrides": {map[string]any{"driver": "colima"}, large, []string{"kalypso:cluster.cpu: found number 4, want at least 5 (cores)",
			"kalypso:cluster.memory: found number 8, want at least 9 (GiB)"}},
		"less deployed": {map[string]any{"driver": "colima", "memory": 2, "disk": 20},
			stackstest.Off("mimir", "loki", "istio"), []string{"kalypso:cluster.disk: found number 20, want at least 32 (GiB)"}},
		"nothing of ours": {map[string]any{"driver": "existing"}, large, nil},
	} {
		t.Run(name, func(t *testing.T) {
			keys := stackstest.Config{"cluster": c.cluster}
			if c.components != nil {
				keys["components"] = c.components
			}
			recorded, err := attempt(t, stackstest.Project(t), keys)
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
			assert.Empty(t, recorded.ids())
		})
	}
}
