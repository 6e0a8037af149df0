package stacks_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// refusedValues are overrides that charts take, and that break the platform, or do nothing.
func refusedValues() map[string]refusal {
	row := func(component string, values map[string]any, want ...string) refusal {
		return refusal{keys: stackstest.Config{"components": map[string]any{component: map[string]any{"values": values}}}, want: want}
	}
	tree := func(value any, path ...string) map[string]any {
		for i := len(path) - 1; i > 0; i-- {
			value = map[string]any{path[i]: value}
		}
		return map[string]any{path[0]: value}
	}
	const hidden = "ThisMustNotBeShown"
	return map[string]refusal{
		"a mode that is not wired": row("loki", tree("SimpleScalable", "deploymentMode"),
			"kalypso:components.loki.values.deploymentMode: found SimpleScalable, want SingleBinary"),
		"a scalar for a map": row("grafana", tree(false, "persistence"),
			"kalypso:components.grafana.values.persistence: found false, want a map with accessModes"),
		"a map for a list": row("grafana", tree(map[string]any{"a": 1}, "extraContainerVolumes"),
			"kalypso:components.grafana.values.extraContainerVolumes: found a map, want a list"),
		"a word for false": row("mimir", tree("no", "minio", "enabled"),
			`kalypso:components.mimir.values.minio.enabled: found text "no", want false, without quotes`),
		"a null that deletes": row("mimir", tree(nil, "ingester", "replicas"),
			"kalypso:components.mimir.values.ingester.replicas: found null, want a value: what it lies over has one of its own"),
		"a null below what is the user's own": row("loki", tree(map[string]any{"limits": nil}, "singleBinary", "resources"),
			"kalypso:components.loki.values.singleBinary.resources.limits: found null, want a value"),
		"a null in a list": row("mimir", tree([]any{nil}, "ingester", "extraVolumes"),
			"kalypso:components.mimir.values.ingester.extraVolumes[0]: found null, want a value"),
		"a null over the platform's own": row("grafana", tree(nil, "grafana.ini"), "found null, want a value"),
		"a null that no lock knows of": row("telemetry", tree(nil, "gateway", "receivers"),
			"kalypso:components.telemetry.values.gateway.receivers: found null, want a value"),
		"Grafana's password by another key": row("grafana", tree(hidden, "adminPassword"),
			"kalypso:components.grafana.values.adminPassword: the program makes this credential", "kalypso:generations.grafana"),
		"Grafana's password in its ini": row("grafana", tree(hidden, "grafana.ini", "security", "admin_password"),
			`kalypso:components.grafana.values."grafana.ini".security.admin_password: the program makes this credential`),
		"Tempo's key": row("tempo", tree(hidden, "storage", "trace", "s3", "secret_key"),
			"kalypso:components.tempo.values.storage.trace.s3.secret_key: the program makes this credential"),
		"Mimir's key": row("mimir", tree(hidden, "mimir", "structuredConfig", "common", "storage", "s3", "secret_access_key"),
			"common.storage.s3.secret_access_key: the program makes this credential"),
		"Loki's key": row("loki", tree(hidden, "loki", "storage", "s3", "secretAccessKey"),
			"kalypso:components.loki.values.loki.storage.s3.secretAccessKey: the program makes this credential"),
		"Pyroscope's key": row("pyroscope", tree(hidden, "pyroscope", "structuredConfig", "storage", "s3", "secret_access_key"),
			"storage.s3.secret_access_key: the program makes this credential"),
		"a store beside MinIO": row("mimir", tree("s3.example.org", "mimir", "structuredConfig", "common", "storage", "s3", "endpoint"),
			"common.storage.s3.endpoint: the program says which store it is", "set kalypso:objectStore instead"),
		"no gateway":            row("loki", tree(false, "gateway", "enabled"), "kalypso:components.loki.values.gateway.enabled: collectors and Grafana reach Loki by it"),
		"another name":          row("tempo", tree("traces", "fullnameOverride"), "kalypso:components.tempo.values.fullnameOverride: others reach the Services by the names"),
		"another port":          row("grafana", tree(3000, "service", "port"), "kalypso:components.grafana.values.service.port: the stack's outputs"),
		"pods of another mode":  row("loki", tree(1, "write", "replicas"), "kalypso:components.loki.values.write.replicas: the chart fails to render with it"),
		"MinIO's other buckets": row("minio", tree([]any{}, "buckets"), "kalypso:components.minio.values.buckets: the program lists the backends' buckets"),
	}
}

func TestValuesThatBreakThePlatformAreRefused(t *testing.T) {
	for name, c := range refusedValues() {
		t.Run(name, func(t *testing.T) {
			text := refuse(t, c).Error()
			for _, want := range c.want {
				assert.Contains(t, text, want)
			}
			assert.NotContains(t, text, "ThisMustNotBeShown")
		})
	}
}

// A file of values is weighed like values in the configuration, and problems name it.
func TestFilesOfValues(t *testing.T) {
	project := stackstest.Project(t)
	for file, text := range map[string]string{
		"overrides/loki.yaml":  "chunksCache:\n  resources:\ngateway:\n  replicas: 2\n  verboseLogging: yes\nloki:\n  limits_config: {max_query_series: 7}\n",
		"overrides/more.yaml":  "gateway: {replicas: 3}\n",
		"overrides/empty.yaml": "# nothing\n",
		"overrides/wrong.yaml": "gatway: {replicas: 3}\ngateway: {enabled: false}\nsingleBinary: {replicas: [1]}\nread: {resources: {limits: {memory: 1Gb}}}\n",
		"overrides/list.yaml":  "- a\n",
		"overrides/bad.yaml":   "a: 1\na: 2\n",
	} {
		at := filepath.Join(project, file)
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o755))
		require.NoError(t, os.WriteFile(at, []byte(text), 0o600))
	}
	files := func(first string, more ...any) stackstest.Config {
		return stackstest.Config{"components": map[string]any{"loki": map[string]any{"valuesFile": first, "additionalValuesFiles": more,
			"values": map[string]any{"loki": map[string]any{"limits_config": map[string]any{"max_query_series": 9}}}}}}
	}
	r := deployIn(t, project, files("overrides/loki.yaml", "overrides/more.yaml", "overrides/empty.yaml"))
	values := r.get(t, "Release loki").Plain()["values"].(map[string]any)
	assert.EqualValues(t, 3, values["gateway"].(map[string]any)["replicas"], "the later file")
	assert.Equal(t, true, values["gateway"].(map[string]any)["verboseLogging"], "a plain yes, as Helm reads it")
	assert.EqualValues(t, 9, values["loki"].(map[string]any)["limits_config"].(map[string]any)["max_query_series"], "the configuration over files")
	assert.NotContains(t, values["chunksCache"], "resources")

	_, err := attempt(t, project, files("overrides/wrong.yaml", "overrides/list.yaml", "overrides/bad.yaml", "../up.yaml", "overrides/none.yaml"))
	for _, want := range []string{
		"overrides/wrong.yaml: gatway: the chart does not know this key; the nearest it knows is gateway",
		"overrides/wrong.yaml: gateway.enabled: collectors and Grafana reach Loki by it",
		"overrides/wrong.yaml: singleBinary.replicas: found a list, want a plain value (number)",
		"overrides/wrong.yaml: read.resources.limits.memory: found text \"1Gb\", want a quantity",
		"overrides/list.yaml: found a list in 1 documents, want one map of a chart's values",
		"overrides/bad.yaml: line 2: a: key written twice, first on line 1",
		`kalypso:components.loki: "../up.yaml" is outside of the project`,
		"kalypso:components.loki: there is no file overrides/none.yaml in the project",
	} {
		assert.ErrorContains(t, err, want)
	}
}

// Below what is switched off nothing has an effect, until it is switched on in the same place.
func TestValuesOfWhatIsOffAreSaid(t *testing.T) {
	values := func(values map[string]any) stackstest.Config {
		return stackstest.Config{"components": map[string]any{"grafana": map[string]any{"values": values}}}
	}
	off := deploy(t, values(map[string]any{"imageRenderer": map[string]any{"replicas": 2}}))
	assert.Contains(t, strings.Join(off.logs, "\n"), "kalypso:components.grafana.values.imageRenderer.replicas: does nothing: imageRenderer is switched off; "+
		"write imageRenderer.enabled: true if it is meant to run")
	on := deploy(t, values(map[string]any{"imageRenderer": map[string]any{"replicas": 2, "enabled": true}}))
	assert.NotContains(t, strings.Join(on.logs, "\n"), "does nothing")
}

func TestValuesThatDoNothingAreSaid(t *testing.T) {
	r := deploy(t, stackstest.Config{"components": map[string]any{"loki": map[string]any{"values": map[string]any{
		"ingester": map[string]any{"resources": map[string]any{"limits": map[string]any{"memory": "1Gi"}}}}}}})
	assert.Contains(t, strings.Join(r.logs, "\n"), "kalypso:components.loki.values.ingester: does nothing: Loki is one binary, and this is for pods "+
		"that do not run: write it below singleBinary")
}

// What a chart has already is no wish: a null where it has null, the port that it has, are taken.
func TestValuesThatChangeNothingAreTaken(t *testing.T) {
	r := deploy(t, stackstest.Config{"components": map[string]any{
		"loki": map[string]any{"values": map[string]any{
			"fullnameOverride": nil, "chunksCache": map[string]any{"resources": nil}, "deploymentMode": "SingleBinary"}},
		"grafana": map[string]any{"values": map[string]any{"service": map[string]any{"port": 80, "enabled": true}, "adminUser": "admin"}},
		"minio":   map[string]any{"values": map[string]any{"service": map[string]any{"port": 9000}}},
	}})
	values := r.get(t, "Release loki").Plain()["values"].(map[string]any)
	assert.NotContains(t, values, "fullnameOverride")
	assert.NotContains(t, values["chunksCache"], "resources")
}
