package cluster_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// The life of a VM through the real engine and the real Command provider, against the stand-ins.
func TestColimaThroughTheEngine(t *testing.T) {
	m := newMachine(t)
	size := colimaOf(4, 8, 60)
	stack := m.stack(t, func(ctx *pulumi.Context) error {
		_, err := cluster.New(ctx, size)
		return err
	})
	ctx := t.Context()

	preview, err := stack.Preview(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[apitype.OpType]int{"create": 4}, preview.ChangeSummary, "the stack, the component, the command and the provider")
	assert.Empty(t, m.calls("colima"), "a preview runs nothing")

	_, err = stack.Up(ctx)
	require.NoError(t, err)
	assert.Len(t, m.calls("colima start kalypso"), 1)

	m.forget(t)
	again, err := stack.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"same": 4}, *again.Summary.ResourceChanges)
	assert.Empty(t, m.get("calls"), "a second update runs no command at all")

	size.Memory = 12
	changed, err := stack.Preview(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[apitype.OpType]int{"same": 3, "update": 1}, changed.ChangeSummary, "no replacement")
	_, err = stack.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"colima stop kalypso"}, m.calls("colima stop"))
	assert.Equal(t, "12", m.get("vms/kalypso/memory"))
	assert.Empty(t, m.calls("colima delete"))

	_, err = stack.Destroy(ctx)
	require.NoError(t, err)
	assert.False(t, m.has("vms/kalypso"))
}

// What the engine did not make, it leaves.
func TestAdoptedVMSurvivesDestroy(t *testing.T) {
	m := newMachine(t).vm(t, "Running", "containerd+k3s", 4, 8, 60)
	stack := m.stack(t, func(ctx *pulumi.Context) error {
		_, err := cluster.New(ctx, colimaOf(4, 8, 60))
		return err
	})
	_, err := stack.Up(t.Context())
	require.NoError(t, err)
	_, err = stack.Destroy(t.Context())
	require.NoError(t, err)
	assert.True(t, m.has("vms/kalypso"))
	assert.Empty(t, m.calls("colima delete"))
}

// A start that failed is completed by the next update, and the VM is ours: nothing of it was in the state.
func TestFailedStartThroughTheEngine(t *testing.T) {
	m := newMachine(t).set(t, "fail-start", "")
	stack := m.stack(t, func(ctx *pulumi.Context) error {
		_, err := cluster.New(ctx, colimaOf(4, 8, 60))
		return err
	})
	_, err := stack.Up(t.Context())
	require.ErrorContains(t, err, "colima start failed (see above)")
	assert.NotContains(t, err.Error(), "making_begin", "the error does not quote the script")
	m.unset(t, "fail-start")
	_, err = stack.Up(t.Context())
	require.NoError(t, err)
	_, err = stack.Destroy(t.Context())
	require.NoError(t, err)
	assert.False(t, m.has("vms/kalypso"))
}

type engineStack struct{ auto.Stack }

func (s engineStack) Preview(ctx context.Context) (auto.PreviewResult, error) {
	return s.Stack.Preview(ctx, optpreview.SuppressProgress())
}

func (s engineStack) Up(ctx context.Context) (auto.UpResult, error) {
	return s.Stack.Up(ctx, optup.SuppressProgress())
}

func (s engineStack) Destroy(ctx context.Context) (auto.DestroyResult, error) {
	return s.Stack.Destroy(ctx, optdestroy.SuppressProgress())
}

// stack is a stack with its state in a directory, whose commands run on the machine. The test is skipped where the engine
// or a provider is missing: the Command provider cannot be built from Go modules.
func (m machine) stack(t *testing.T, program pulumi.RunFunc) engineStack {
	t.Helper()
	inRealTime(t)
	if _, err := exec.LookPath("pulumi"); err != nil {
		t.Skip("pulumi is not installed: the commands were run without the engine only")
	}
	for _, plugin := range []string{"command", "kubernetes"} {
		installed(t, plugin)
	}
	standins, err := filepath.Abs("testdata/standins")
	require.NoError(t, err)
	stack, err := auto.UpsertStackInlineSource(t.Context(), "test", "kalypso", program,
		auto.WorkDir(t.TempDir()), auto.EnvVars(map[string]string{
			"PULUMI_BACKEND_URL":                       "file://" + t.TempDir(),
			"PULUMI_CONFIG_PASSPHRASE":                 "test",
			"PULUMI_SKIP_UPDATE_CHECK":                 "true",
			"PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
			"PATH":          standins + ":" + os.Getenv("PATH"),
			"STANDIN":       m.dir,
			"KALYPSO_STATE": m.home,
			"KUBECONFIG":    filepath.Join(m.home, "kubeconfig"),
		}))
	require.NoError(t, err)
	return engineStack{stack}
}

func installed(t *testing.T, plugin string) {
	t.Helper()
	program := "pulumi-resource-" + plugin
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	home, err := os.UserHomeDir()
	require.NoError(t, err)
	found, err := filepath.Glob(filepath.Join(home, ".pulumi", "plugins", strings.Replace(program, "pulumi-", "", 1)+"-v*"))
	require.NoError(t, err)
	if len(found) == 0 {
		t.Skipf("the %s plugin is not installed (pulumi plugin install resource %s): the commands were run without the engine only", plugin,
			plugin)
	}
}

// With on a FAIL stops the update, with auto it becomes a warning, in every run.
func TestCheckThroughTheEngine(t *testing.T) {
	m := newMachine(t).nodes(t, map[string]node{"old": fit().but(node{"proc/sys/kernel/osrelease": "5.4.0"})})
	args := cluster.Args{
		Cluster: config.Cluster{Driver: config.Existing, Context: "prod"},
		Verify:  cluster.Verify{Mode: config.EBPFOn, Consumers: []cluster.Consumer{cluster.OBI}},
	}
	stack := m.stack(t, func(ctx *pulumi.Context) error {
		_, err := cluster.New(ctx, args)
		return err
	})
	_, err := stack.Up(t.Context())
	require.ErrorContains(t, err, "OBI on node old: kernel-too-old: kernel 5.4.0 is older than 5.10")

	args.Verify.Mode = config.EBPFAuto
	for range 2 {
		up, err := stack.Up(t.Context())
		require.NoError(t, err)
		assert.Contains(t, up.StdOut, "eBPF: left out: OBI on node old: kernel-too-old")
	}
	const labelled = "label node old kalypso.io/ebpf-obi=no kalypso.io/ebpf-profiler=no --overwrite"
	assert.Equal(t, labelled, m.get("labels"), "labelled once")
	replaced, err := stack.Stack.Up(t.Context(), optup.Replace([]string{"**::ebpf"}))
	require.NoError(t, err)
	assert.Equal(t, 1, (*replaced.Summary.ResourceChanges)["replace"])
	assert.True(t, strings.HasSuffix(m.get("labels"), labelled), "the labels are there after a replacement")
	_, err = stack.Destroy(t.Context())
	require.NoError(t, err)
	assert.Contains(t, m.get("labels"), "label nodes --all kalypso.io/ebpf-obi-")
}
