package stacks_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/network/networktest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// policies are what a recording has of them, as trees.
func policies(r *recording) []map[string]any {
	var all []map[string]any
	for _, one := range r.kind("NetworkPolicy") {
		all = append(all, plain(one.Plain()).(map[string]any))
	}
	slices.SortFunc(all, func(a, b map[string]any) int {
		return strings.Compare(fmt.Sprint(a["metadata"]), fmt.Sprint(b["metadata"]))
	})
	return all
}

// Every namespace has one, under the component that owns it, and what runs waits for it.
func TestEveryNamespaceHasOnePolicy(t *testing.T) {
	r := deploy(t, nil)
	assert.Len(t, r.kind("NetworkPolicy"), 9)
	for _, namespace := range r.kind("Namespace") {
		policy := r.get(t, "NetworkPolicy "+namespace.GetName()+"/kalypso")
		assert.Equal(t, namespace.component(), policy.component())
		assert.Equal(t, []string{namespace.id()}, idsOf(r.dependencies(t, policy)), "it is harmless early")
		for _, one := range r.resources {
			if one.component() == namespace.component() && one.workload() && !strings.HasPrefix(one.id(), "Iam") {
				assert.True(t, has(r.dependencies(t, one), policy.id()), "%s runs before its policy", one.id())
			}
		}
	}
}

func idsOf(all []registration) []string {
	var ids []string
	for _, one := range all {
		ids = append(ids, one.id())
	}
	return ids
}

func TestPoliciesOff(t *testing.T) {
	on, off := deploy(t, nil), deploy(t, stackstest.Config{"networkPolicies": false})
	for _, change := range changes(on, off) {
		assert.Regexp(t, `^NetworkPolicy `, change)
	}
	assert.Empty(t, off.kind("NetworkPolicy"))
}

func TestPolicies(t *testing.T) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	for _, one := range policies(deploy(t, nil)) {
		require.NoError(t, encoder.Encode(one))
	}
	golden(t, "networkpolicies.golden.yaml", text.String())
}

// A policy tells nothing of a contact's address but its port.
func TestPoliciesTellNoSecret(t *testing.T) {
	r := deploy(t, stackstest.Config{"contactSecrets": `{"a": {"url": "http://hooks.example.org:8099/TheToken"}}`,
		"alerting": map[string]any{"contacts": map[string]any{"a": map[string]any{"kind": "webhook"}}}})
	for leaf, text := range r.leaves() {
		if strings.HasPrefix(leaf, "NetworkPolicy ") {
			assert.NotRegexp(t, "TheToken|example", text)
		}
	}
}

// Another namespace is another place of the policy, and of the flows of others.
func TestPoliciesFollowTheNamespace(t *testing.T) {
	project := stackstest.Project(t)
	for _, file := range []string{"namespace.yaml", "kustomization.yaml"} {
		path := filepath.Join(project, "manifests", "loki", file)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		changed := strings.NewReplacer("name: loki", "name: logs", "namespace: loki", "namespace: logs", "releaseName: loki", "releaseName: loki").
			Replace(string(text))
		changed = strings.ReplaceAll(changed, "  - name: logs\n", "  - name: loki\n")
		require.NoError(t, os.WriteFile(path, []byte(changed), 0o600))
	}
	all := policies(deployIn(t, project, nil))
	for _, c := range []struct {
		from, to string
		port     int
		want     bool
	}{{"logs", "minio", 9000, true}, {"grafana", "logs", 8080, true}, {"loki", "minio", 9000, false}, {"shop", "logs", 8080, false}} {
		assert.Equal(t, c.want, networktest.Allowed(all, networktest.End{Namespace: c.from}, networktest.End{Namespace: c.to}, "TCP", c.port), "%v", c)
	}
}

func TestDropInsThatAreNotLetInAreWarnedOf(t *testing.T) {
	project := withDropIns(t)
	assert.Empty(t, deployIn(t, project, nil).logs, "the examples have the label")
	rewrite("manifests/canary/namespace.yaml", `kalypso.io/reaches-grafana: "true"`, "own: label")(t, project)
	rewrite("manifests/canary/kustomization.yaml", "namespace: canary\n", "")(t, project) // which would put all of it there
	rewrite("manifests/canary/canary.yaml", "  name: canary\nspec:\n  backoffLimit", "  name: canary\n  namespace: loki\nspec:\n  backoffLimit")(t, project)
	logs := deployIn(t, project, nil).logs
	require.Len(t, logs, 2, "%q", logs)
	slices.Sort(logs)
	assert.Contains(t, logs[0], `manifests/canary: Job canary runs in namespace loki, whose NetworkPolicy lets through what the platform needs`)
	assert.Contains(t, logs[1], `manifests/canary: names grafana.grafana.svc, and the NetworkPolicy of grafana lets its pods in only with the label `+
		`kalypso.io/reaches-grafana: "true" on its Namespace`)
	assert.Empty(t, deployIn(t, project, stackstest.Config{"networkPolicies": false}).logs)
}
