package stacks_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// refusal is something that is wrong, and what the error says about it: the key or file, and the remedy.
type refusal struct {
	keys    stackstest.Config                  // set in the configuration
	project func(t *testing.T, project string) // done to the project
	minor   int                                // of Kubernetes, if not a current one
	want    []string
}

func values(component string, values map[string]any) map[string]any {
	return map[string]any{component: map[string]any{"values": values}}
}

func refusals(t *testing.T) map[string]refusal {
	pin := pinned(t)
	return map[string]refusal{
		"a pin that is not locked": {
			project: rewrite("manifests/loki/kustomization.yaml", pin("loki"), "6.49.1-rc"),
			want: []string{"manifests/loki/kustomization.yaml: helmCharts: loki 6.49.1-rc is not in charts.lock, which has " + pin("loki"),
				"make lock"}},
		"an unpacked chart in the place of the locked archive": {
			project: unpack("manifests/mimir/charts/mimir-distributed", "mimir-distributed", pin("mimir")),
			want: []string{"manifests/mimir/kustomization.yaml: helmCharts: a copy of chart mimir-distributed is unpacked in manifests/mimir/charts/",
				"charts.lock", "remove it"}},
		"unknown key": {
			keys: stackstest.Config{"orderring": "waves"},
			want: []string{"kalypso:orderring: unknown key, did you mean ordering"}},
		"wrong type": {
			keys: stackstest.Config{"generations": map[string]any{"loki": "two"}},
			want: []string{`kalypso:generations.loki: found text "two", want a whole number`}},
		"unknown component": {
			keys: stackstest.Config{"components": stackstest.Off("mimr")},
			want: []string{"kalypso:components.mimr: unknown component, did you mean mimir"}},
		"bad duration": {
			keys: stackstest.Config{"retention": map[string]any{"logs": "7 days"}},
			want: []string{"kalypso:retention.logs", `"7 days"`, "30d"}},
		"bad quantity": {
			keys: stackstest.Config{"components": values("pyroscope", map[string]any{
				"pyroscope": map[string]any{"resources": map[string]any{"requests": map[string]any{"memory": "128Mb"}}}})},
			want: []string{"kalypso:components.pyroscope.values.pyroscope.resources.requests.memory", `"128Mb"`}},
		"a wave that is no number": {
			project: rewrite("manifests/loki/namespace.yaml", `sync-wave: "4"`, `sync-wave: four`),
			want:    []string{"manifests/loki/namespace.yaml", "argocd.argoproj.io/sync-wave", `"four"`, "want a whole number"}},
		"two owners of a release name": {
			project: duplicate("istio", "mesh", "istio-system", "mesh", "namespace.yaml", "kustomization.yaml"),
			want: []string{"manifests/mesh/kustomization.yaml: helmCharts[0].releaseName: release istio-base is claimed already by manifests/istio/",
				"release istiod is claimed already"}},
		"two owners of a namespace": {
			project: duplicate("loki", "logs", "releaseName: loki", "releaseName: logs", "kustomization.yaml"),
			want: []string{"manifests/loki/namespace.yaml: metadata.name", "manifests/logs/namespace.yaml: metadata.name",
				"namespace loki is claimed already"}},
		"no root secret": {
			keys: stackstest.Config{"rootSecret": nil},
			want: []string{"kalypso:rootSecret", `pulumi config set --secret kalypso:rootSecret "$(openssl rand -hex 32)"`}},
		"a value that the chart does not know": {
			keys: stackstest.Config{"components": values("minio", map[string]any{"persistance": map[string]any{"size": "20Gi"}})},
			want: []string{"kalypso:components.minio.values.persistance", "does not know", "persistence"}},
		"the same in a component of several releases": {
			keys: stackstest.Config{"components": values("istio", map[string]any{"istiod": map[string]any{"pilto": map[string]any{}}})},
			want: []string{"kalypso:components.istio.values.istiod.pilto", "does not know", "pilot"}},
		"values for a release that is not there": {
			keys: stackstest.Config{"components": values("otel", map[string]any{"oby": map[string]any{}})},
			want: []string{"kalypso:components.otel.values.oby", "did you mean obi"}},
		"values in the way of a credential": {
			keys: stackstest.Config{"components": values("grafana", map[string]any{"admin": map[string]any{"existingSecret": "mine"}})},
			want: []string{"kalypso:components.grafana.values.admin.existingSecret", "cannot be overridden", "remove it"}},
		"a mode of Loki without credentials": {
			keys: stackstest.Config{"components": values("loki", map[string]any{"deploymentMode": "SimpleScalable"})},
			want: []string{"kalypso:components.loki.values.deploymentMode: found SimpleScalable, want SingleBinary", "credentials"}},
		"a release of Loki whose writes fail": {
			keys: stackstest.Config{"components": values("loki", map[string]any{"loki": map[string]any{"image": map[string]any{"tag": "3.7.6"}}})},
			want: []string{"kalypso:components.loki.values.loki.image.tag: found 3.7.6", "take 3.6.16 or later"}},
		"settings of the cluster": {
			keys: stackstest.Config{"cluster": map[string]any{"domain": "cluster.local.", "imageRegistry": "oci://registry.example.org"}},
			want: []string{"kalypso:cluster.domain: found", "kalypso:cluster.imageRegistry: found an address with a scheme"}},
		"an archive with another digest": {
			project: rewrite("charts/loki-"+pin("loki")+".tgz", "\x1f\x8b", "\x1f\x8c"),
			want:    []string{"charts/loki-" + pin("loki") + ".tgz", "loki@" + pin("loki"), "is not the locked one", "sha256"}},
		"an archive that is missing": {
			project: func(t *testing.T, project string) {
				require.NoError(t, os.Remove(filepath.Join(project, "charts/tempo-distributed-"+pin("tempo")+".tgz")))
			},
			want: []string{"tempo-distributed@" + pin("tempo"), "make charts"}},
		"no lock": {
			project: func(t *testing.T, project string) {
				require.NoError(t, os.Remove(filepath.Join(project, "charts.lock")))
			},
			want: []string{"charts.lock", "restore it"}},
		"Kubernetes too old": {
			minor: 28,
			want:  []string{"kalypso:cluster", "Kubernetes 1.28 is too old", "1.29"}},
		"backends without a store": {
			keys: stackstest.Config{"components": stackstest.Off("minio", "tempo")},
			want: []string{"kalypso:components.mimir: needs an object store", "kalypso:components.loki", "kalypso:components.pyroscope",
				"kalypso:objectStore"}},
		"two stores": {
			keys: external().With(stackstest.Config{"components": nil}),
			want: []string{"kalypso:objectStore", "kalypso:components.minio.enabled: false"}},
		"a typed component's release renamed": {
			project: rewrite("manifests/otel/kustomization.yaml", "releaseName: obi", "releaseName: ebpf"),
			want:    []string{"manifests/otel/kustomization.yaml: helmCharts", "[opentelemetry-operator, ebpf]", "[obi, opentelemetry-operator]"}},
		"a typed component without its chart": {
			project: rewrite("manifests/loki/kustomization.yaml", "helmCharts:", "resources: [namespace.yaml]\n#"),
			want:    []string{"manifests/loki/kustomization.yaml"}},
		"objects beside a typed component": {
			project: func(t *testing.T, project string) {
				extra := []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n")
				require.NoError(t, os.WriteFile(filepath.Join(project, "manifests/loki/extra.yaml"), extra, 0o644))
				rewrite("manifests/loki/kustomization.yaml", "- namespace.yaml", "- namespace.yaml\n  - extra.yaml")(t, project)
			},
			want: []string{"manifests/loki/kustomization.yaml: resources", "a directory of their own"}},
	}
}

func TestRefusals(t *testing.T) {
	all := refusals(t)
	maps.Copy(all, refusedSignals())
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			text := refuse(t, c).Error()
			for _, want := range c.want {
				assert.Contains(t, text, want)
			}
			assert.NotContains(t, text, stackstest.RootSecret)
		})
	}
}

// refuse runs the program on what is wrong, and checks that it ends before anything is registered.
func refuse(t *testing.T, wrong refusal) error {
	t.Helper()
	project := stackstest.Project(t)
	if wrong.project != nil {
		wrong.project(t, project)
	}
	if wrong.minor == 0 {
		wrong.minor = 34
	}
	stackstest.Development(project).With(wrong.keys).Set(t)
	recorded, err := record(t, false, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(wrong.minor)}.Run)
	require.Error(t, err)
	assert.Empty(t, recorded.ids(), "registered before the refusal")
	return err
}

// What is wrong in different places is told at once, each with its own words.
func TestAllRefusalsAtOnce(t *testing.T) {
	rows := refusals(t)
	t.Run("settings and manifests", func(t *testing.T) {
		components := stackstest.Off("mimr")
		components["minio"] = rows["a value that the chart does not know"].keys["components"].(map[string]any)["minio"]
		components["pyroscope"] = rows["bad quantity"].keys["components"].(map[string]any)["pyroscope"]
		components["grafana"] = rows["values in the way of a credential"].keys["components"].(map[string]any)["grafana"]
		text := refuse(t, refusal{
			keys: stackstest.Config{
				"orderring": "waves", "generations": map[string]any{"loki": "two"}, "retention": map[string]any{"logs": "7 days"},
				"rootSecret": nil, "components": components,
			},
			project: func(t *testing.T, project string) {
				rows["a wave that is no number"].project(t, project)
				rows["two owners of a release name"].project(t, project)
			},
		}).Error()
		for _, name := range []string{
			"unknown key", "wrong type", "bad duration", "bad quantity", "no root secret", "unknown component", "a wave that is no number",
			"two owners of a release name", "a value that the chart does not know", "values in the way of a credential",
		} {
			for _, want := range rows[name].want {
				assert.Contains(t, text, want, name)
			}
		}
	})
	t.Run("charts, cluster and values", func(t *testing.T) {
		text := refuse(t, refusal{
			keys: rows["a value that the chart does not know"].keys,
			project: func(t *testing.T, project string) {
				rows["an archive with another digest"].project(t, project)
				rows["an archive that is missing"].project(t, project)
				rows["objects beside a typed component"].project(t, project)
			},
			minor: 28,
		}).Error()
		for _, name := range []string{
			"a value that the chart does not know", "an archive with another digest", "an archive that is missing",
			"objects beside a typed component", "Kubernetes too old",
		} {
			for _, want := range rows[name].want {
				assert.Contains(t, text, want, name)
			}
		}
	})
}

// A pull request is previewed where no cluster is; an update must not begin there.
func TestClusterThatDoesNotAnswer(t *testing.T) {
	project := stackstest.Project(t)
	stackstest.Development(project).Set(t)
	program := stacks.Program{Dir: project, Ask: func(context.Context, config.Cluster) (cluster.Answer, error) {
		return cluster.Answer{}, cluster.UnreachableError{Err: errors.New("connection refused")}
	}}
	previewed, err := record(t, true, program.Run)
	require.NoError(t, err)
	assert.NotEmpty(t, previewed.ids())

	updated, err := record(t, false, program.Run)
	require.ErrorContains(t, err, "connection refused")
	require.ErrorContains(t, err, "kalypso:cluster.context")
	assert.Empty(t, updated.ids())
}

// A cluster that is too old is refused in a preview as well.
func TestPreviewRefusesToo(t *testing.T) {
	project := stackstest.Project(t)
	stackstest.Development(project).Set(t)
	recorded, err := record(t, true, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(27)}.Run)
	require.ErrorContains(t, err, "1.27 is too old")
	assert.Empty(t, recorded.ids())
}

// A directory of charts and a staged archive are all that is needed: no proxy, no network, and none is tried.
func TestNoNetworkWithADirectory(t *testing.T) {
	for _, variable := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(variable, "http://127.0.0.1:1")
	}
	deploy(t, nil)
}
