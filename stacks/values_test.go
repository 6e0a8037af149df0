package stacks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

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
			"kalypso:components.mimir.values.ingester.replicas: found null, want a value: the chart has one of its own"),
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
