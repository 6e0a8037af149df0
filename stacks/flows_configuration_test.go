package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/network/networktest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

type end = networktest.End

func pod(namespace string) end { return end{Namespace: namespace} }

// What the configuration opens and closes, beside what the golden file of a development stack has.
func TestFlowsOfTheConfiguration(t *testing.T) {
	project, outside := stackstest.Project(t), end{IP: "203.0.113.7"}
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
		"an external store":          {stored("s3.example.org:9443", true), pod("loki"), outside, 9443},
		"a store in the cluster":     {stored("rgw.rook.svc:80", false), pod("mimir"), pod("rook"), 8080},
		"a cloud's identity":         {clouds(identities), pod("tempo"), outside, 443},
		"the node's identity server": {clouds(identities), pod("tempo"), end{IP: "169.254.169.254"}, 988},
		"a mail server": {stackstest.Config{"alerting": contact("email", map[string]any{"to": "a@example.org", "from": "b@example.org",
			"smarthost": "mail.example.org:587"})}, pod("mimir"), outside, 587},
		"a webhook": {stackstest.Config{"alerting": contact("webhook", map[string]any{}), "contactSecrets": `{"a": {"url": "http://hooks.example.org:8099/x"}}`},
			pod("mimir"), outside, 8099},
		"a webhook in the cluster": {stackstest.Config{"alerting": contact("webhook", map[string]any{}), "contactSecrets": `{"a": {"url": "http://a.tools.svc/x"}}`},
			pod("mimir"), pod("tools"), 8080},
		"an outside watchdog": {stackstest.Config{"watchdogURL": "https://watch.example.org:8443/x"}, pod("mimir"), outside, 8443},
		"an exporter": {stackstest.Config{"telemetry": map[string]any{"sources": map[string]any{"annotatedPods": false},
			"exporters": map[string]any{"vendor": map[string]any{"endpoint": "otlp.example.org:4317", "protocol": "grpc", "signals": []any{"traces"}}}}}, pod("telemetry"), outside, 4317},
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
			allowed := func(keys stackstest.Config) bool {
				stackstest.Development(project).With(keys).Set(t)
				program := Program{Dir: project}
				in := program.read(program.platform().Load())
				require.NoError(t, in.problems)
				var all []map[string]any
				for _, one := range in.policies() {
					all = append(all, one)
				}
				return networktest.Allowed(all, c.from, c.to, "TCP", c.port)
			}
			base := stackstest.Config{"telemetry": sources}
			if name == "the kubelet" {
				base = stackstest.Config{"telemetry": map[string]any{"sources": map[string]any{"annotatedPods": false, "kubelet": false}}}
			}
			assert.False(t, allowed(base), "without it")
			assert.True(t, allowed(c.keys), "with it")
		})
	}
}

// clouds is a store outside of the platform that knows backends by their ServiceAccounts.
func clouds(accounts map[string]any) stackstest.Config {
	return stackstest.Config{"components": stackstest.Off("minio"), "objectStore": map[string]any{"endpoint": "s3.example.org:9000", "auth": "identity",
		"serviceAccounts": accounts}}
}

// stored is a store outside of the platform.
func stored(endpoint string, tls bool) stackstest.Config {
	return stackstest.Config{"components": stackstest.Off("minio"), "objectStore": map[string]any{"endpoint": endpoint, "tls": tls},
		"objectStoreAccessKey": "AccessKeyOfTheTests", "objectStoreSecretKey": "SecretKeyOfTheTests0123456789"}
}
