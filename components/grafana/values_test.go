package grafana

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

func TestAddressIsThePromisedOne(t *testing.T) {
	require.Equal(t, "http://grafana.grafana.svc.cluster.local:80", Addresses(kittest.Pin("grafana"), "cluster.local").URL(""))
}

func TestPasswordComesFromTheSecretAlone(t *testing.T) {
	const password = "ThePasswordInTests"
	args := Args{Spec: kittest.Spec("grafana"), Sizing: dev(), Admin: credential.NewSecret(password), Fingerprint: "0a1b2c3d"}
	made := values(args, everything())
	merged := kit.Merge(made.Computed, made.Protected)
	require.NotContains(t, fmt.Sprint(merged), password)
	require.Equal(t, kit.Tree{"existingSecret": "grafana", "userKey": "admin-user", "passwordKey": "admin-password"}, merged["admin"])
	require.Equal(t, kit.Tree{kit.CredentialAnnotation: "0a1b2c3d"}, merged["podAnnotations"], "a rotation must restart the pod")

	keeper := merged["extraInitContainers"].([]any)[0].(kit.Tree)
	env := keeper["env"].([]any)
	require.Contains(t, env, kit.Tree{"name": "CREDENTIAL", "value": "0a1b2c3d"})
	require.Contains(t, env, kit.Tree{"name": "PASSWORD",
		"valueFrom": kit.Tree{"secretKeyRef": kit.Tree{"name": "grafana", "key": "admin-password"}}})
}

// read does to text what stands between the chart's values and a datasource: Helm writes YAML and evaluates templates
// in it, Grafana parses it and puts environment variables in ("$$" stands for one "$").
func read(t *testing.T, value any) any {
	t.Helper()
	text, err := yaml.Marshal(value)
	require.NoError(t, err)
	parsed, err := template.New("values").Parse(string(text))
	require.NoError(t, err)
	var evaluated strings.Builder
	require.NoError(t, parsed.Execute(&evaluated, nil))
	var tree any
	require.NoError(t, yaml.Unmarshal([]byte(evaluated.String()), &tree))
	return expand(tree)
}

func expand(value any) any {
	switch v := value.(type) {
	case kit.Tree:
		for key, inner := range v {
			v[key] = expand(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = expand(inner)
		}
	case string:
		parts := strings.Split(v, "$$")
		for i, part := range parts {
			parts[i] = os.Expand(part, func(string) string { return "" })
		}
		return strings.Join(parts, "$")
	}
	return value
}

func TestDatasourcesReachGrafanaAsMeant(t *testing.T) {
	require.Equal(t, any(Provisioning(everything())), read(t, escape(Provisioning(everything()))))
}

func TestEscapeSurvivesEveryReader(t *testing.T) {
	for _, text := range []string{
		"plain", "$", "$$", "${__value.raw}", "$__tags and $HOME", "{{ .Values.x }}", "{{{", "}}", "'{{'", `"{{"`, "`",
		`{ "a": "{{ $x }}" }`, "a: {{b}}", "# {{c}}", "{{`{{`}}", `\d{{2}}$`, "two\nlines {{ of }} $them\n",
	} {
		require.Equal(t, any(text), read(t, escape(text)), text)
		require.Equal(t, any([]any{kit.Tree{"deep": text}}), read(t, escape([]any{kit.Tree{"deep": text}})), text)
	}
	require.Equal(t, any([]any{1, true}), escape([]any{1, true}))
}

func dev() sizing.Grafana { return config.Profiles()["dev"].Sizing.Grafana }
