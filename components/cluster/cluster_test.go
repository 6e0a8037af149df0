package cluster_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// after are the logical names of what a registration depends on.
func after(one pulumi.MockResourceArgs) []string {
	var names []string
	for _, urn := range one.RegisterRPC.GetDependencies() {
		names = append(names, resource.URN(urn).Name())
	}
	return names
}

func TestProviderAndCheckWaitForTheVM(t *testing.T) {
	args := colimaOf(4, 8, 60)
	args.Verify = cluster.Verify{Mode: config.EBPFOn, Consumers: []cluster.Consumer{cluster.OBI}}
	made := register(t, args)
	assert.Equal(t, []string{"colima-kalypso"}, after(made["kubernetes"]))
	assert.Equal(t, []string{"colima-kalypso"}, after(made["ebpf"]))
	assert.Empty(t, after(made["colima-kalypso"]))
}

// An output would make the context unknown at preview, and every resource look replaced.
func TestContextIsPlainText(t *testing.T) {
	for _, args := range []cluster.Args{
		colimaOf(4, 8, 60),
		{Cluster: config.Cluster{Driver: config.Kind, Name: "kalypso", Context: "kind-kalypso"}},
		{Cluster: config.Cluster{Driver: config.Existing, Kubeconfig: "/etc/kubeconfig", Context: "prod"}},
	} {
		inputs := register(t, args)["kubernetes"].Inputs
		assert.Equal(t, resource.NewProperty(args.Context), inputs["context"])
		if args.Kubeconfig != "" {
			assert.Equal(t, resource.NewProperty(args.Kubeconfig), inputs["kubeconfig"])
		}
	}
}

func TestExistingClusterNeedsNoCommand(t *testing.T) {
	made := register(t, cluster.Args{Cluster: config.Cluster{Driver: config.Existing}, Verify: cluster.Verify{Mode: config.EBPFOn}})
	require.Len(t, made, 2)
	assert.Contains(t, made, "cluster")
	assert.Empty(t, after(made["kubernetes"]))
}

func TestVerificationIsAskedForOnly(t *testing.T) {
	all := []cluster.Consumer{cluster.OBI, cluster.Profiler}
	for mode, want := range map[string]bool{config.EBPFOn: true, config.EBPFAuto: true, config.EBPFOff: false, config.EBPFUnchecked: false} {
		made := register(t, cluster.Args{Cluster: config.Cluster{Driver: config.Existing}, Verify: cluster.Verify{Mode: mode, Consumers: all}})
		_, found := made["ebpf"]
		assert.Equal(t, want, found, mode)
		verify := cluster.Verify{Mode: mode, Consumers: all}
		assert.Equal(t, want, strings.Contains(fmt.Sprint(verify.Affinity(cluster.Profiler)), "kalypso.io/ebpf-profiler"), mode)
	}
}

// A trigger replaces: create first, then delete the old one, under the same name. The error of a failed command quotes it
// whole, so it is short. What it carries is the same on every machine, or a preview elsewhere would show a change.
func TestWhatACommandCarries(t *testing.T) {
	t.Setenv("KUBECONFIG", "/somewhere/else")
	args := colimaOf(4, 8, 60)
	args.Kubeconfig = "kubeconfig"
	args.Verify = cluster.Verify{Mode: config.EBPFOn, Consumers: []cluster.Consumer{cluster.OBI}}
	for _, name := range []string{"colima-kalypso", "ebpf"} {
		command := carriedBy(t, args, name)
		assert.NotContains(t, command.inputs, resource.PropertyKey("triggers"))
		assert.True(t, register(t, args)[name].RegisterRPC.GetDeleteBeforeReplace(), name)
		assert.Less(t, len(command.create), 80)
		assert.Less(t, len(command.remove), 80)
		assert.Equal(t, "kubeconfig", command.environment["KUBECONFIG"])
		for key, value := range command.environment {
			assert.NotContains(t, value, "/somewhere/else", key)
		}
	}
	_, given := carriedBy(t, colimaOf(4, 8, 60), "colima-kalypso").environment["KUBECONFIG"]
	assert.False(t, given)
}

// Another profile is another VM: another resource, made before the old one is deleted, and never an update of it.
func TestAnotherNameIsAnotherResource(t *testing.T) {
	args := colimaOf(4, 8, 60)
	args.Name, args.Context = "second", "colima-second"
	assert.Contains(t, register(t, args), "colima-second")
}

// Where a person runs the scripts by hand, their defaults are those of the configuration.
func TestScriptsByHandHaveTheProgramsDefaults(t *testing.T) {
	t.Parallel()
	configured, err := config.Platform{Profiles: config.Profiles()}.Parse(map[string]string{
		"kalypso:cluster": `{"driver": "colima"}`, "kalypso:rootSecret": strings.Repeat("x", 40),
	}, []string{"kalypso:rootSecret"})
	require.NoError(t, err)
	m := newMachine(t)
	scripts, err := filepath.Abs("scripts")
	require.NoError(t, err)
	byHand := m.run(t, scripts+"/run.sh colima_up", nil, "").succeeded(t)
	byProgram := newMachine(t)
	command := carriedBy(t, cluster.Args{Cluster: configured.Cluster}, configured.Cluster.Context)
	assert.Equal(t, byProgram.create(t, command).succeeded(t).stdout, byHand.stdout)
	assert.Equal(t, byProgram.calls("colima"), m.calls("colima"))

	common, err := os.ReadFile("scripts/common.sh")
	require.NoError(t, err)
	assert.Contains(t, string(common), fmt.Sprintf("\noldest_minor=%d ", config.OldestMinor))
}

// A person who asks for it deletes also what the program only adopted.
func TestDeletingByHand(t *testing.T) {
	m := newMachine(t).vm(t, "Running", "containerd+k3s", 4, 8, 60)
	scripts, err := filepath.Abs("scripts")
	require.NoError(t, err)
	m.run(t, scripts+"/run.sh colima_delete KALYPSO_OWNER=created", nil, "").succeeded(t)
	assert.False(t, m.has("vms/kalypso"))
}

func TestHost(t *testing.T) {
	for _, c := range []struct {
		vmType, system string
		ok             bool
	}{{config.VMApple, "linux", false}, {config.VMApple, "darwin", true}, {config.VMAuto, "linux", true}, {config.VMQemu, "darwin", true}} {
		err := cluster.CheckHost(config.Cluster{VMType: c.vmType}, c.system)
		assert.Equal(t, c.ok, err == nil, "%s on %s: %v", c.vmType, c.system, err)
	}
	assert.ErrorContains(t, cluster.CheckHost(config.Cluster{VMType: config.VMApple}, "linux"),
		"kalypso:cluster.vmType: vz is Apple's hypervisor, and this machine runs linux")
}
