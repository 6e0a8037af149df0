package drift

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var fields map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &fields))
	return fields
}

func TestOnlyRenderedFieldsAreCompared(t *testing.T) {
	for name, c := range map[string]struct{ rendered, live, patch string }{
		"the same":                        {`{spec: {replicas: 1}}`, `{spec: {replicas: 1}}`, ""},
		"what others added":               {`{spec: {replicas: 1}}`, `{spec: {replicas: 1, paused: true}, status: {}}`, ""},
		"another value":                   {`{spec: {replicas: 1}}`, `{spec: {replicas: 3, paused: true}}`, `{spec: {replicas: 1}}`},
		"zero is a value":                 {`{spec: {replicas: 0}}`, `{spec: {replicas: 3}}`, `{spec: {replicas: 0}}`},
		"a field that is gone":            {`{data: {a: x}}`, `{}`, `{data: {a: x}}`},
		"what the server leaves out":      {`{spec: {a: "", b: [], c: {d: false}, e: 0}}`, `{spec: {}}`, ""},
		"null asks for nothing":           {`{spec: {a: null}}`, `{spec: {a: 1}}`, ""},
		"a quantity in another writing":   {`{spec: {cpu: 1, memory: 1024Mi}}`, `{spec: {cpu: 1000m, memory: 1Gi}}`, ""},
		"another quantity":                {`{spec: {cpu: 1}}`, `{spec: {cpu: 1001m}}`, `{spec: {cpu: 1}}`},
		"data are no quantities":          {`{data: {a: "1"}}`, `{data: {a: "1.0"}}`, `{data: {a: "1"}}`},
		"a field of an item":              {`{l: [{a: 1}]}`, `{l: [{a: 2, b: 1}]}`, `{l: [{a: 1, b: 1}]}`},
		"an item that others added":       {`{l: [{a: 1}]}`, `{l: [{a: 1}, {a: 2}]}`, `{l: [{a: 1}]}`},
		"null in an item of another list": {`{l: [{a: 1, b: null}]}`, `{l: [{a: 2, b: 3}]}`, `{l: [{a: 1, b: 3}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			rendered, live := object(t, c.rendered), object(t, c.live)
			assert.Equal(t, c.patch != "", len(Compare(rendered, live)) > 0, "%v", Compare(rendered, live))
			if c.patch == "" {
				assert.Empty(t, patch(rendered, live))
			} else {
				assert.Equal(t, object(t, c.patch), patch(rendered, live))
			}
		})
	}
}

func TestADifferenceNamesTheField(t *testing.T) {
	found := Compare(object(t, `{spec: {ports: [{port: 1}, {port: 2}]}}`), object(t, `{spec: {ports: [{port: 1}, {port: 3}]}}`))
	assert.Equal(t, []Difference{{"spec.ports[1].port", 3.0, 2.0}}, found)
}

func TestWhatControllersWriteIsLeftOut(t *testing.T) {
	for name, c := range map[string]struct{ rendered, want string }{
		"metadata": {
			`{apiVersion: v1, kind: Service, metadata: {name: a, generation: 1, labels: {l: x}, annotations: {a: z}}, status: {}}`,
			`{metadata: {labels: {l: x}, annotations: {a: z}}}`,
		},
		"the certificate of a webhook": {
			`{kind: ValidatingWebhookConfiguration, webhooks: [{name: a, failurePolicy: Ignore, clientConfig: {caBundle: x, url: z}}]}`,
			`{metadata: {labels: null, annotations: null}, webhooks: [{name: a, clientConfig: {url: z}}]}`,
		},
		"a CRD's conversion": {
			`{kind: CustomResourceDefinition, spec: {group: g, conversion: {webhook: {}}}}`,
			`{metadata: {labels: null, annotations: null}, spec: {group: g}}`,
		},
		"rules put together of others": {
			`{kind: ClusterRole, aggregationRule: {a: b}, rules: []}`,
			`{metadata: {labels: null, annotations: null}, aggregationRule: {a: b}}`,
		},
		"a Secret's texts": {
			`{kind: Secret, data: {a: eA==}, stringData: {b: z}}`,
			`{metadata: {labels: null, annotations: null}, data: {a: eA==, b: eg==}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, object(t, c.want), wanted(render.Object(object(t, c.rendered)), false))
		})
	}
	deployment := render.Object(object(t, `{kind: Deployment, spec: {replicas: 2, paused: true}}`))
	assert.Equal(t, object(t, `{paused: true}`), wanted(deployment, true)["spec"])
	assert.Equal(t, object(t, `{replicas: 2, paused: true}`), wanted(deployment, false)["spec"])
}
