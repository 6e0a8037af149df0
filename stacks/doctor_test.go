package stacks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// on is a program whose cluster is a server.
func on(t *testing.T, server *apitest.Server) stacks.Program {
	t.Helper()
	project := stackstest.Project(t)
	stackstest.Development(project).Set(t)
	client := server.Start(t)
	return stacks.Program{Dir: project, Ask: func(context.Context, config.Cluster) (cluster.Answer, error) {
		return cluster.Answer{Version: cluster.Version{Major: 1, Minor: 34}, UID: "a-cluster", API: client}, nil
	}}
}

// crowded is a cluster with much in the way: no default class, another Istio, a namespace of others, another DNS Service, and an
// account that may not do everything.
func crowded() *apitest.Server {
	s := apitest.Healthy()
	s.List("/apis/storage.k8s.io/v1/storageclasses", `{"metadata": {"name": "slow"}}`)
	s.List("/api/v1/services", `{"metadata": {"name": "rke2-coredns-rke2-coredns", "namespace": "kube-system"}}`)
	s.List("/api/v1/namespaces", `{"metadata": {"name": "loki"}}`)
	s.List("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", `{"metadata": {"name": "istio-sidecar-injector",
		"annotations": {"meta.helm.sh/release-name": "mesh", "meta.helm.sh/release-namespace": "mesh"}}}`)
	s.List("/apis/apps/v1/daemonsets")
	s.List("/apis/apps/v1/statefulsets", `{"metadata": {"name": "mimir-compactor", "namespace": "mimir"}, "spec": {"podManagementPolicy": "OrderedReady"}}`)
	s.Answers[apitest.Reviews] = apitest.Review(func(verb, _, resource string) bool { return verb != "*" && resource != "clusterroles" })
	return s
}

func inTheWay() []string {
	return []string{
		"kalypso:cluster.storageClass: no StorageClass is the default; there are slow",
		"kalypso:cluster.dns.service rke2-coredns-rke2-coredns",
		"kalypso:components.loki: namespace loki exists, is not ours",
		"the Helm release mesh in namespace mesh: MutatingWebhookConfiguration/istio-sidecar-injector",
		"create clusterroles.rbac.authorization.k8s.io",
		"kubectl -n mimir delete statefulset mimir-compactor --cascade=orphan",
	}
}

func TestAnUpdateIsRefusedForEverythingInItsWayAtOnce(t *testing.T) {
	recorded, err := record(t, false, on(t, crowded()).Run)
	require.Error(t, err)
	for _, want := range inTheWay() {
		assert.Contains(t, err.Error(), want)
	}
	assert.Empty(t, recorded.ids(), "registered before the refusal")
}

func TestAPreviewIsWarnedOfWhatAnUpdateIsRefusedFor(t *testing.T) {
	recorded, err := record(t, true, on(t, crowded()).Run)
	require.NoError(t, err)
	assert.NotEmpty(t, recorded.ids())
	logs := strings.Join(recorded.logs, "\n")
	for _, want := range append(inTheWay(), "an update would be refused: ", "no network plugin is known here") {
		assert.Contains(t, logs, want)
	}
}

func TestAHealthyClusterIsDeployedToWithoutAWord(t *testing.T) {
	server := apitest.Healthy()
	recorded, err := record(t, false, on(t, server).Run)
	require.NoError(t, err)
	assert.Equal(t, deploy(t, nil).ids(), recorded.ids(), "everything is registered, failures that explain themselves included")
	assert.Empty(t, recorded.logs)
	assert.NotEmpty(t, server.Asked())
	for _, release := range recorded.kind("Release") {
		assert.NotEmpty(t, release.GetHooks().GetOnError(), "%s says why it fails", release.id())
	}
}

// A namespace that an update has made carries what its manifest says, and the objects of its releases are theirs.
func TestWhatIsOursIsNotInTheWay(t *testing.T) {
	server := apitest.Healthy()
	server.List("/api/v1/namespaces", `{"metadata": {"name": "loki", "labels": {"name": "loki", "istio-injection": "disabled",
		"pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted",
		"pod-security.kubernetes.io/audit": "restricted"}, "annotations": {"argocd.argoproj.io/sync-wave": "4"}}}`)
	server.List("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", `{"metadata": {"name": "istio-sidecar-injector",
		"annotations": {"meta.helm.sh/release-name": "istiod", "meta.helm.sh/release-namespace": "istio-system"}}}`)
	_, err := record(t, false, on(t, server).Run)
	require.NoError(t, err)
}

func TestDoctorPrintsATable(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, on(t, apitest.Healthy()).Doctor(t.Context(), &out, stacks.Examination{}))
	assert.NotContains(t, out.String(), "FAIL")
	assert.Regexp(t, `ok +Kubernetes +1\.34, context test`, out.String())
	assert.Regexp(t, `ok +DNS +Service kube-dns in kube-system`, out.String())

	out.Reset()
	err := on(t, crowded()).Doctor(t.Context(), &out, stacks.Examination{})
	require.ErrorContains(t, err, "an update would be refused for 6 reasons")
	assert.Regexp(t, `FAIL +storage +kalypso:cluster.storageClass: no StorageClass is the default; there are slow\n +-> name one: pulumi`,
		out.String())
	assert.Regexp(t, `warn +network policy`, out.String())
}

func TestDoctorPrintsJSON(t *testing.T) {
	var out bytes.Buffer
	require.Error(t, on(t, crowded()).Doctor(t.Context(), &out, stacks.Examination{JSON: true}))
	var findings []struct{ Check, Level, Found, Remedy, Key string }
	require.NoError(t, json.Unmarshal(out.Bytes(), &findings))
	var refused []string
	for _, f := range findings {
		if f.Level == "refusal" {
			refused = append(refused, f.Check)
			assert.NotEmpty(t, f.Remedy, f.Check)
			assert.NotEmpty(t, f.Key, f.Check)
		}
	}
	assert.Equal(t, []string{"rights", "namespaces", "owners", "storage", "DNS", "upgrade"}, refused)
}

// What is wrong with the configuration is told with what is wrong with the cluster.
func TestDoctorTellsOfConfigurationAndClusterTogether(t *testing.T) {
	program := on(t, crowded())
	stackstest.Development(program.Dir).With(stackstest.Config{"components": stackstest.Off("minio")}).Set(t)
	var out bytes.Buffer
	require.Error(t, program.Doctor(t.Context(), &out, stacks.Examination{}))
	assert.Regexp(t, `FAIL +configuration +kalypso:components.mimir: needs an object store`, out.String())
	assert.Regexp(t, `FAIL +DNS`, out.String())
}

func TestDoctorHasAnImagePulledAndRemovesWhatItMade(t *testing.T) {
	const image = "registry.example.org/one:1"
	for state, want := range map[string]string{
		`{"waiting": {"reason": "RunContainerError"}}, "imageID": "sha256:1"`: `ok +pull +` + image + `, in`,
		`{"waiting": {"reason": "ErrImagePull", "message": "401 Unauthorized"}}`: `FAIL +pull +kalypso:cluster: no node can pull ` + image +
			`: ErrImagePull: 401 Unauthorized`,
	} {
		server := apitest.Healthy()
		const namespace = "/api/v1/namespaces/kalypso-doctor"
		server.Answers[namespace] = map[string]any{}
		server.Answers[namespace+"/pods"] = map[string]any{}
		server.Answers[namespace+"/pods/pull"] = func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"status": {"containerStatuses": [{"state": ` + state + `}]}}`))
		}
		var out bytes.Buffer
		_ = on(t, server).Doctor(t.Context(), &out, stacks.Examination{Pull: image})
		assert.Regexp(t, want, out.String())
		assert.Contains(t, server.Asked(), "DELETE "+namespace)
	}
}
