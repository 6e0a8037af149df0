package conform_test

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/charts/conform"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// objects parses a rendered file.
func objects(t *testing.T, text string) []render.Object {
	t.Helper()
	parsed, err := render.Parse(map[string]string{"file.yaml": text})
	require.NoError(t, err)
	return parsed
}

// deployment is one with the given strategy and pod specification, both in YAML's flow style.
func deployment(replicas int, strategy, pod string) string {
	return fmt.Sprintf("kind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: %d\n  strategy: %s\n  template: {spec: %s}\n",
		replicas, strategy, pod)
}

func TestSingleNode(t *testing.T) {
	const (
		alone  = `{affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname}]}}}`
		zones  = `{affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: topology.kubernetes.io/zone}]}}}`
		volume = `{volumes: [{name: data, persistentVolumeClaim: {claimName: disk}}]}`
		port   = `{containers: [{name: c, ports: [{hostPort: 80}]}]}`
		many   = "---\nkind: PersistentVolumeClaim\nmetadata: {name: disk}\nspec: {accessModes: [ReadWriteMany]}\n"
	)
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"a plain deployment":                     {deployment(1, "{}", "{}"), 0},
		"hard anti-affinity, default strategy":   {deployment(1, "{}", alone), 1},
		"hard anti-affinity, recreated":          {deployment(1, "{type: Recreate}", alone), 0},
		"hard anti-affinity, one may be missing": {deployment(1, "{rollingUpdate: {maxUnavailable: 1}}", alone), 0},
		"hard anti-affinity, none may be":        {deployment(1, "{rollingUpdate: {maxUnavailable: 0}}", alone), 1},
		"a quarter of four may be missing":       {deployment(4, "{}", volume), 0},
		"two copies that must be apart":          {deployment(2, "{type: Recreate}", alone), 1},
		"apart by zones only":                    {deployment(1, "{}", zones), 0},
		"a volume, rolled":                       {deployment(1, "{}", volume), 1},
		"a volume, recreated":                    {deployment(1, "{type: Recreate}", volume), 0},
		"a volume for many":                      {deployment(1, "{}", volume) + many, 0},
		"a host port":                            {deployment(1, "{}", port), 1},
		"a stateful set replaces in place":       {"kind: StatefulSet\nmetadata: {name: db}\nspec: {replicas: 1, template: {spec: " + alone + "}}\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Len(t, conform.SingleNode(objects(t, c.text)), c.want)
		})
	}
}

func TestLeaks(t *testing.T) {
	credentials := map[string]string{"root": "abcDEF123", "other": "zzzYYY999"}
	assert.Empty(t, conform.Leaks("nothing here", credentials))
	assert.Equal(t, []string{"root"}, conform.Leaks("password: abcDEF123", credentials))
	encoded := base64.StdEncoding.EncodeToString([]byte("zzzYYY999"))
	assert.Equal(t, []string{"other", "root"}, conform.Leaks("abcDEF123 "+encoded, credentials))
}

func TestServicesRunningAndSettings(t *testing.T) {
	all := objects(t, `
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}, {port: 9095}]}
---
kind: ConfigMap
metadata: {name: config}
data:
  notes.txt: "[not a map"
  app.yaml: |
    limits: {retention: 24h}
---
kind: Secret
metadata: {name: config}
data: {app.yaml: `+base64.StdEncoding.EncodeToString([]byte("auth: {enabled: true}"))+`}
---
kind: Pod
metadata: {name: probe, annotations: {helm.sh/hook: test}}
spec: {containers: [{name: kafka, image: kafka:1}]}
---
kind: Job
metadata: {name: make, annotations: {helm.sh/hook: post-install}}
spec: {template: {spec: {containers: [{name: mc, image: minio/mc:1}]}}}
`)
	assert.Equal(t, []string{"web:80", "web:9095"}, conform.Services(all))
	assert.Equal(t, "24h", conform.Setting(all, "limits", "retention"))
	assert.Equal(t, true, conform.Setting(all, "auth", "enabled"))
	assert.Nil(t, conform.Setting(all, "limits", "other"))
	assert.Empty(t, conform.Running(all, regexp.MustCompile("kafka")), "helm test does not count")
	assert.Equal(t, []string{"Job/make/mc (minio/mc:1)"}, conform.Running(all, regexp.MustCompile("minio")))
}

func TestNulls(t *testing.T) {
	assert.Equal(t, []string{"a.b", "c"}, conform.Nulls(map[string]any{"a": map[string]any{"b": nil, "d": 1}, "c": nil}))
}
