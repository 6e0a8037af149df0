package cluster_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// Each call of kubectl may sign in: however many nodes there are, there are as many calls.
func TestCallsDoNotGrowWithTheNodes(t *testing.T) {
	calls := func(n int) int {
		all := map[string]node{}
		for i := range n {
			all[fmt.Sprintf("node-%d", i)] = fit()
		}
		m := newMachine(t).nodes(t, all)
		m.create(t, verification(t, config.EBPFOn)).succeeded(t)
		return len(m.calls("kubectl"))
	}
	assert.Equal(t, calls(3), calls(100))
}

// A killed run leaves its namespace, whose pods are privileged; the next one removes it, and its files.
func TestWhatAKilledRunHasLeftIsRemoved(t *testing.T) {
	inRealTime(t)
	m := newMachine(t).nodes(t, map[string]node{"one": fit()}).set(t, "hang", "")
	killed := verification(t, config.EBPFOn)
	command, _, _ := m.start(t, killed.create, killed.environment, "")
	require.Eventually(t, func() bool { return m.has("namespace") && m.has("pods") }, 5*time.Second, 10*time.Millisecond)
	require.NoError(t, command.Process.Kill())
	_ = command.Wait()
	require.True(t, m.has("namespace"))

	m.unset(t, "hang")
	m.create(t, killed).succeeded(t)
	assert.False(t, m.has("namespace"))
	left, err := filepath.Glob(filepath.Join(m.home, ".local/state/kalypso/probe.*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

// An API server that fails once says nothing about the nodes.
func TestASilentMomentIsNoVerdict(t *testing.T) {
	inRealTime(t)
	m := newMachine(t).nodes(t, map[string]node{"one": fit()}).set(t, "silent-once", "")
	assert.NotContains(t, m.create(t, verification(t, config.EBPFOn)).succeeded(t).stdout, "LEFT OUT")
}

// Another run that is at work is waited for, whatever it says of itself; what another machine left long ago is removed.
func TestTheNamespaceOfAnotherRun(t *testing.T) {
	inRealTime(t)
	for name, c := range map[string]struct {
		run  string
		ours bool // in the end
	}{
		"left long ago on another machine": {"elsewhere.1.1000000000", true},
		"at work on another machine":       {fmt.Sprintf("elsewhere.1.%d", time.Now().Unix()), false},
		"without a mark":                   {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t).nodes(t, map[string]node{"one": fit()}).set(t, "namespace", `kind: Namespace kalypso.io/run: "`+c.run+`"`)
			verified := m.create(t, verification(t, config.EBPFOn).with(map[string]string{"KALYPSO_CLAIM_TIMEOUT": "2"})).succeeded(t)
			assert.Equal(t, !c.ours, strings.Contains(verified.stdout, "of another run does not go"), verified.stdout)
		})
	}
}

// A mirror that wants a login gets it in the probe's namespace, too, and the state keeps it as a secret.
func TestTheProbePullsWithTheLogin(t *testing.T) {
	const login = `{"auths": {"registry.example.org": {"auth": "eA=="}}}`
	probe := carriedBy(t, cluster.Args{
		Cluster: config.Cluster{Driver: config.Existing, Context: "prod", ClusterSettings: config.ClusterSettings{
			PullSecrets: []string{config.RegistrySecret}, Login: credential.NewSecret(login)}},
		Verify: cluster.Verify{Mode: config.EBPFOn, Consumers: []cluster.Consumer{cluster.OBI}},
	}, "ebpf")
	assert.True(t, probe.inputs["environment"].ObjectValue()["KALYPSO_REGISTRY_LOGIN"].IsSecret())
	m := newMachine(t).nodes(t, map[string]node{"one": fit()})
	m.create(t, probe).succeeded(t)
	assert.Equal(t, login, m.get("login"))
	assert.Contains(t, m.get("pods"), "imagePullSecrets: [{name: kalypso-registry}, ]")
}

// By hand there is no program to say which image asks the nodes: the script finds the program's.
func TestByHandTheImageIsTheProgramsOwn(t *testing.T) {
	m := newMachine(t).nodes(t, map[string]node{"one": fit()}).set(t, "current-context", "prod")
	m.run(t, "scripts/run.sh ebpf_verify", nil, "").succeeded(t)
	assert.Contains(t, m.get("pods"), `image: "`+cluster.ProbeImage("", config.ClusterSettings{})+`"`)
}
