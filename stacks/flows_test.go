package stacks_test

import (
	"bytes"
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

type end = networktest.End

func pod(namespace string) end { return end{Namespace: namespace} }

// What the configuration opens and closes, beside what the golden file of a development stack has.
func TestFlowsOfTheConfiguration(t *testing.T) {
	outside := end{IP: "203.0.113.7"}
	contact := func(kind string, settings map[string]any) map[string]any {
		return map[string]any{"contacts": map[string]any{"a": map[string]any{"kind": kind, "settings": settings}}}
	}
	values := func(component string, values map[string]any) map[string]any {
		return map[string]any{component: map[string]any{"values": values}}
	}
	sources := map[string]any{"sources": map[string]any{"annotatedPods": false}}
	identities := map[string]any{}
	for _, backend := range []string{"mimir", "tempo", "loki", "pyroscope"} {
		identities[backend] = map[string]any{}
	}
	for name, c := range map[string]struct {
		keys     stackstest.Config
		from, to end
		port     int
	}{
		"MinIO's NodePort":           {stackstest.Config{"minio": map[string]any{"nodePort": 30900}}, outside, pod("minio"), 9000},
		"MinIO by a load balancer":   {stackstest.Config{"minio": map[string]any{"endpoint": "s3.example.org:9000"}}, outside, pod("minio"), 9000},
		"Grafana's ingress":          {stackstest.Config{"components": values("grafana", map[string]any{"ingress": map[string]any{"enabled": true}})}, outside, pod("grafana"), 3000},
		"Grafana's NodePort":         {stackstest.Config{"components": values("grafana", map[string]any{"service": map[string]any{"type": "NodePort"}})}, outside, pod("grafana"), 3000},
		"an external store":          {external().With(stackstest.Config{"objectStore": map[string]any{"endpoint": "s3.example.org:9443"}}), pod("loki"), outside, 9443},
		"a store in the cluster":     {external().With(stackstest.Config{"objectStore": map[string]any{"endpoint": "rgw.rook.svc:80", "tls": false}}), pod("mimir"), pod("rook"), 8080},
		"a cloud's identity":         {clouds(identities), pod("tempo"), outside, 443},
		"the node's identity server": {clouds(identities), pod("tempo"), end{IP: "169.254.169.254"}, 988},
		"a mail server": {stackstest.Config{"alerting": contact("email", map[string]any{"to": "a@example.org", "from": "b@example.org",
			"smarthost": "mail.example.org:587"})}, pod("mimir"), outside, 587},
		"a webhook": {stackstest.Config{"alerting": contact("webhook", nil), "contactSecrets": `{"a": {"url": "http://hooks.example.org:8099/x"}}`},
			pod("mimir"), outside, 8099},
		"a webhook in the cluster": {stackstest.Config{"alerting": contact("webhook", nil), "contactSecrets": `{"a": {"url": "http://a.tools.svc/x"}}`},
			pod("mimir"), pod("tools"), 8080},
		"an outside watchdog": {stackstest.Config{"watchdogURL": "https://watch.example.org:8443/x"}, pod("mimir"), outside, 8443},
		"an exporter": {stackstest.Config{"telemetry": map[string]any{"sources": map[string]any{"annotatedPods": false},
			"exporters": map[string]any{"vendor": map[string]any{"endpoint": "otlp.example.org:4317", "signals": []any{"traces"}}}}}, pod("telemetry"), outside, 4317},
		"a receiver of the user's": {stackstest.Config{"components": values("telemetry", map[string]any{"gateway": map[string]any{
			"receivers": map[string]any{"zipkin": map[string]any{"endpoint": "0.0.0.0:9411"}},
			"service":   map[string]any{"pipelines": map[string]any{"traces/own": map[string]any{"receivers": []any{"zipkin"}, "exporters": []any{"otlp/traces"}}}}}})},
			pod("shop"), pod("telemetry"), 9411},
		"a database of Grafana's": {stackstest.Config{"components": values("grafana", map[string]any{"grafana.ini": map[string]any{
			"database": map[string]any{"host": "db.example.org:5432"}}})}, pod("grafana"), outside, 5432},
		"an API server elsewhere": {stackstest.Config{"cluster": map[string]any{"apiServerPort": 16443}}, pod("grafana"), outside, 16443},
		"verify without Grafana":  {stackstest.Config{"telemetry": sources, "components": stackstest.Off("grafana")}, pod("telemetry"), pod("tempo"), 8080},
		"a webhook of a part": {stackstest.Config{"components": values("mimir", map[string]any{"rollout_operator": map[string]any{"enabled": true}})},
			outside, pod("mimir"), 8443},
		"the kubelet": {stackstest.Config{"telemetry": sources}, pod("telemetry"), outside, 10250},
	} {
		t.Run(name, func(t *testing.T) {
			base := stackstest.Config{"telemetry": sources}
			if name == "the kubelet" {
				base = stackstest.Config{"telemetry": map[string]any{"sources": map[string]any{"annotatedPods": false, "kubelet": false}}}
			}
			assert.False(t, networktest.Allowed(policies(deploy(t, base)), c.from, c.to, "TCP", c.port), "without it")
			assert.True(t, networktest.Allowed(policies(deploy(t, c.keys)), c.from, c.to, "TCP", c.port), "with it")
		})
	}
}

// clouds is a store outside of the platform that knows backends by their ServiceAccounts.
func clouds(accounts map[string]any) stackstest.Config {
	return stackstest.Config{"components": stackstest.Off("minio"), "objectStore": map[string]any{"endpoint": "s3.example.org:9000", "auth": "identity",
		"serviceAccounts": accounts}}
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
		assert.Equal(t, c.want, networktest.Allowed(all, pod(c.from), pod(c.to), "TCP", c.port), "%v", c)
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
