package preflight_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
)

// plan is a small platform: two components, of which istio makes a definition and a webhook.
func plan() preflight.Plan {
	istio := preflight.Release{Name: "istiod", Namespace: "istio-system", Component: "istio"}
	return preflight.Plan{
		Namespaces: []preflight.Namespace{
			{Name: "loki", Component: "loki", Labels: map[string]string{"name": "loki"}, Annotations: map[string]string{"wave": "4"}},
			{Name: "telemetry", Component: "telemetry", Privileged: true},
		},
		Releases: []preflight.Release{istio},
		Objects: []preflight.Owned{
			{Release: istio, Kind: "CustomResourceDefinition", Name: "telemetries.telemetry.istio.io"},
			{Release: istio, Kind: "MutatingWebhookConfiguration", Name: "istio-sidecar-injector"},
		},
		Claims: true, DNS: preflight.Service{Name: "kube-dns", Namespace: "kube-system"}, Resolving: []string{"loki"},
		Total: preflight.Request{CPU: 600, Memory: 3000}, Largest: preflight.Request{CPU: 100, Memory: 512}, EBPF: true,
	}
}

// healthy is a cluster with nothing in the way, as the API server would tell it.
const healthy = `{
	"StorageClasses": [{"metadata": {"name": "fast", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}],
	"Services": [{"metadata": {"name": "kube-dns", "namespace": "kube-system"}}],
	"DaemonSets": [{"metadata": {"name": "cilium", "namespace": "kube-system"}}],
	"Nodes": [{"metadata": {"name": "one"}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"},
		"nodeInfo": {"kernelVersion": "6.8.0-64-generic"}}}]
}`

// facts lays fields over those of a healthy cluster.
func facts(t *testing.T, more map[string]any) preflight.Facts {
	t.Helper()
	var fields map[string]any
	require.NoError(t, json.Unmarshal([]byte(healthy), &fields))
	maps.Copy(fields, more)
	f := preflight.Facts{Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	overlay(t, fields, &f)
	return f
}

// overlay sets fields of a struct.
func overlay(t *testing.T, fields map[string]any, into any) {
	t.Helper()
	text, err := json.Marshal(fields)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into), string(text))
}

// row is a cluster and a plan that differ from the healthy and the usual one, and what is found. testdata has a file of rows for
// each check.
type row struct {
	Level preflight.Level
	Facts map[string]any
	Plan  map[string]any
	Want  []string // in the finding's line
}

func TestJudge(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	var checked []string
	for _, file := range files {
		check := strings.ReplaceAll(strings.TrimSuffix(filepath.Base(file), ".yaml"), "-", " ")
		checked = append(checked, check)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var rows map[string]row
		require.NoError(t, yaml.Unmarshal(text, &rows), file)
		for name, c := range rows {
			t.Run(check+"/"+name, func(t *testing.T) { c.judge(t, check) })
		}
	}
	var all []string
	for _, f := range preflight.Judge(plan(), facts(t, nil)) {
		all = append(all, f.Check)
	}
	assert.ElementsMatch(t, all, checked, "every check has its rows")
}

func (c row) judge(t *testing.T, check string) {
	p := plan()
	overlay(t, c.Plan, &p)
	findings := preflight.Judge(p, facts(t, c.Facts))
	at := slices.IndexFunc(findings, func(f preflight.Finding) bool { return f.Check == check })
	require.GreaterOrEqual(t, at, 0)
	assert.Equal(t, c.Level, findings[at].Level, findings[at])
	for _, want := range c.Want {
		assert.Contains(t, findings[at].String(), want)
	}
}

func TestNothingIsWrongWithAHealthyCluster(t *testing.T) {
	warnings, refusals := preflight.Split(preflight.Judge(plan(), facts(t, nil)))
	assert.Empty(t, warnings)
	assert.NoError(t, refusals)
}

func TestAQuestionWithoutAnAnswerIsSaidOnceForAllChecksThatNeedIt(t *testing.T) {
	f := facts(t, nil)
	f.Failed = map[preflight.Question]error{"nodes": errors.New("forbidden")}
	warnings, refusals := preflight.Split(preflight.Judge(plan(), f))
	require.NoError(t, refusals)
	require.Len(t, warnings, 1)
	assert.Contains(t, warnings[0], "room, nodes, network policy: asking for nodes: forbidden")
}
