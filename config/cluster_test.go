package config_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
)

func TestClusterDefaultsByDriver(t *testing.T) {
	for text, want := range map[string]config.Cluster{
		`{}`: {Driver: config.Existing},
		`{"driver": "existing", "context": "prod"}`: {Driver: config.Existing, Context: "prod"},
		`{"driver": "colima"}`: {
			Driver: config.Colima, Name: "kalypso", Context: "colima-kalypso", CPU: 4, Memory: 8, Disk: 60, VMType: config.VMAuto,
		},
		`{"driver": "colima", "name": "default", "memory": 16, "vmType": "qemu", "kubernetesVersion": "v1.34.2+k3s1"}`: {
			Driver: config.Colima, Name: "default", Context: "colima", CPU: 4, Memory: 16, Disk: 60, VMType: config.VMQemu,
			KubernetesVersion: "v1.34.2+k3s1",
		},
		`{"driver": "kind", "name": "second", "context": "kind-second", "kubernetesVersion": "v1.34.2"}`: {
			Driver: config.Kind, Name: "second", Context: "kind-second", KubernetesVersion: "v1.34.2",
		},
	} {
		want.ClusterSettings = config.DefaultClusterSettings()
		assert.Equal(t, want, parse(t, settings{"cluster": text, "ebpf": "off"}).Cluster, text)
	}
}

func TestClusterErrors(t *testing.T) {
	for name, c := range map[string]struct {
		settings settings
		want     string
	}{
		"unknown driver": {settings{"cluster": `{"driver": "minikube"}`},
			`kalypso:cluster.driver: found text "minikube", want existing or colima or kind`},
		"another context": {settings{"cluster": `{"driver": "colima", "context": "prod"}`},
			`kalypso:cluster.context: found prod; with colima it is colima-kalypso: remove it`},
		"a name like a path": {settings{"cluster": `{"driver": "colima", "name": "../x"}`},
			`kalypso:cluster.name: found "../x", want small letters, digits and -`},
		"a name without a driver": {settings{"cluster": `{"name": "x"}`}, `kalypso:cluster.name: is for the drivers colima and kind`},
		"memory as text": {settings{"cluster": `{"driver": "colima", "memory": "8Gi"}`},
			`kalypso:cluster.memory: found text "8Gi", want a whole number`},
		"negative cpu": {settings{"cluster": `{"driver": "colima", "cpu": -1}`},
			`kalypso:cluster.cpu: found number -1, want at least 1`},
		"a disk for kind": {settings{"cluster": `{"driver": "kind", "disk": 60}`},
			`kalypso:cluster.disk: sizes the VM of the driver colima`},
		"a VM type for kind": {settings{"cluster": `{"driver": "kind", "vmType": "vz"}`},
			`kalypso:cluster.vmType: is for the VM of the driver colima`},
		"unknown VM type": {settings{"cluster": `{"driver": "colima", "vmType": "xen"}`},
			`kalypso:cluster.vmType: found text "xen", want auto or vz or qemu`},
		"no release of K3s": {settings{"cluster": `{"driver": "colima", "kubernetesVersion": "1.34"}`},
			`kalypso:cluster.kubernetesVersion: found 1.34, want one like v1.34.2+k3s1`},
		"no tag of kind": {settings{"cluster": `{"driver": "kind", "kubernetesVersion": "v1.34.2+k3s1"}`},
			`kalypso:cluster.kubernetesVersion: found v1.34.2+k3s1, want one like v1.34.2, a tag`},
		"Kubernetes too old": {settings{"cluster": `{"driver": "colima", "kubernetesVersion": "v1.28.9+k3s1"}`},
			`kalypso:cluster.kubernetesVersion: found v1.28.9+k3s1, which is too old: the Mimir chart needs v1.29`},
		"a version without a driver": {settings{"cluster": `{"kubernetesVersion": "v1.34.2"}`},
			`kalypso:cluster.kubernetesVersion: is for the drivers colima and kind`},
		"eBPF on kind": {settings{"cluster": `{"driver": "kind"}`},
			`kalypso:ebpf: found on, but kind's nodes are containers in a nested PID namespace`},
		"an endpoint on kind": {settings{"cluster": `{"driver": "kind"}`, "minio": `{"endpoint": "localhost:30900"}`, "ebpf": "off"},
			`kalypso:minio.endpoint: found localhost:30900; kind publishes minio.nodePort on this machine under the same number`},
		"another port than kind": {settings{"cluster": `{"driver": "kind"}`, "minio": `{"endpoint": "localhost:30900", "nodePort": 30901}`,
			"ebpf": "off"}, `kalypso:minio.endpoint: found localhost:30900`},
		"a home of somebody else": {settings{"cluster": `{"kubeconfig": "~other/.kube/config"}`},
			`kalypso:cluster.kubeconfig: found ~other/.kube/config, want a path, or one that begins with ~/`},
		"rebound to a name": {settings{"cluster": `{"rebind": "prod"}`},
			`kalypso:cluster.rebind: found "prod", want the UID of the cluster`},
		"unknown key": {settings{"cluster": `{"driver": "colima", "cpus": 4}`}, `kalypso:cluster.cpus: unknown key, did you mean cpu`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := with(c.settings).parse()
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}
