package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/network/networktest"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// address is one of a Service of the platform in somebody's values.
var address = regexp.MustCompile(`\b([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?(?::(\d+))?`)

// TestEveryAddressIsAnAllowedFlow: whoever has an address of another component in its configuration reaches the pods behind it.
func TestEveryAddressIsAnAllowedFlow(t *testing.T) {
	for variant, fewest := range map[string]int{"development": 12, "more parts": 12, "without eBPF": 12} {
		t.Run(variant, func(t *testing.T) {
			l, p := look(t, variant), recorded(t, variant)
			texts := map[string]string{}
			for _, object := range p.objects {
				namespace, _ := render.At[string](object, "metadata", "namespace")
				if name := object.Name(); object.Kind() != "NetworkPolicy" && name != "kalypso-proof" && namespace != "" {
					texts[namespace] += printed(t, object)
				}
			}
			for _, r := range p.releases {
				texts[r.Namespace] += printed(t, r.Values)
			}
			flows := map[string]bool{}
			for _, namespace := range slices.Sorted(maps.Keys(texts)) {
				for _, found := range address.FindAllStringSubmatch(texts[namespace], -1) {
					if found[2] == namespace || found[2] == "kube-system" || found[3] == "" {
						continue
					}
					pods, port := l.behind(t, found[1]+"."+found[2], whole(found[3]))
					for _, pod := range pods {
						flows[fmt.Sprintf("%s -> %s of %s, port %d", namespace, pod.name, pod.Namespace, port)] = true
						assert.True(t, l.allowed(networktest.End{Namespace: namespace}, pod.End, port), "%s -> %s, port %d", namespace, pod.name, port)
					}
				}
			}
			for _, flow := range slices.Sorted(maps.Keys(flows)) {
				t.Log(flow)
			}
			assert.GreaterOrEqual(t, len(flows), fewest)
		})
	}
}

// TestFlows is what else must and must not get through in a development stack.
func TestFlows(t *testing.T) {
	l := look(t, "development")
	for name, judge := range map[string]func(*testing.T, landscape){
		"the API server reaches every webhook": webhooks, "every scrape is allowed": scrapes, "forbidden flows": forbidden,
		"applications are heard": applications, "who has rights asks the API server": askers,
	} {
		t.Run(name, func(t *testing.T) { judge(t, l) })
	}
}

// webhooks are called from an address that is no pod's.
func webhooks(t *testing.T, l landscape) {
	dir, checked, outside := real(t), map[string]bool{}, networktest.End{IP: "192.0.2.1"}
	for _, r := range recorded(t, "development").releases {
		for _, object := range r.rendered(t, dir, "1.34.0") {
			clients := []map[string]any{}
			for _, hook := range render.List(object, "webhooks") {
				clients = append(clients, hook["clientConfig"].(map[string]any))
			}
			if client, ok := render.At[map[string]any](object, "spec", "conversion", "webhook", "clientConfig"); ok {
				clients = append(clients, client)
			}
			for _, client := range clients {
				service := client["service"].(map[string]any)
				port := whole(service["port"])
				if port == 0 {
					port = 443
				}
				name := fmt.Sprintf("%v.%v", service["name"], service["namespace"])
				pods, target := l.behind(t, name, port)
				assert.True(t, l.allowed(outside, pods[0].End, target), "%s for %s", name, object.ID())
				checked[name] = true
			}
		}
	}
	assert.Len(t, checked, 2, "the operator's and istiod's")
}

// scrapes are those of the agent: each port that a row promises, in every pod that has it.
func scrapes(t *testing.T, l landscape) {
	scraped, agent := 0, networktest.End{Namespace: "telemetry"}
	for _, pod := range l.pods {
		for name, port := range pod.Ports {
			told := slices.Contains([]string{"http-monitoring", "http2", "grafana"}, name) || pod.Namespace == "minio" && name == "http"
			if told || strings.Contains(name, "metrics") {
				scraped++
				assert.True(t, l.allowed(agent, pod.End, port), "%s, port %s", pod.name, name)
			}
		}
	}
	assert.GreaterOrEqual(t, scraped, 20)
}

// forbidden is what nobody in the table goes to, each between pods that exist, or from an application's.
func forbidden(t *testing.T, l landscape) {
	app, outside := networktest.End{Namespace: "shop"}, networktest.End{IP: "203.0.113.7"}
	inside := func(namespace string) networktest.End { return networktest.End{Namespace: namespace} }
	for _, c := range []struct {
		from    networktest.End
		service string
		port    int
	}{
		{app, "kalypso-minio.minio", 9000}, {app, "kalypso-minio-console.minio", 9001}, {app, "mimir-distributor.mimir", 8080},
		{app, "mimir-gateway.mimir", 80}, {app, "mimir-ingester.mimir", 8080}, {app, "mimir-alertmanager.mimir", 8080}, {app, "loki.loki", 3100},
		{app, "loki-gateway.loki", 80}, {app, "tempo-ingester.tempo", 3200}, {app, "tempo-distributor.tempo", 4317}, {app, "pyroscope.pyroscope", 4040},
		{app, "grafana.grafana", 80}, {app, "istiod.istio-system", 15010}, {app, "istiod.istio-system", 15014},
		{app, "opentelemetry-operator.otel-system", 8080}, {outside, "kalypso-minio.minio", 9000}, {outside, "grafana.grafana", 80},
		{inside("loki"), "mimir-ingester.mimir", 9095}, {inside("loki"), "tempo-gateway.tempo", 3100}, {inside("tempo"), "loki-gateway.loki", 80},
		{inside("tempo"), "loki.loki", 9095}, {inside("grafana"), "kalypso-minio.minio", 9000}, {inside("grafana"), "tempo-distributor.tempo", 4317},
		{inside("grafana"), "loki.loki", 3100}, {inside("mimir"), "loki-gateway.loki", 80}, {inside("minio"), "mimir-gateway.mimir", 80},
		{inside("pyroscope"), "grafana.grafana", 80}, {inside("istio-system"), "kalypso-minio.minio", 9000},
		{inside("otel-system"), "mimir-gateway.mimir", 80}, {inside("telemetry"), "kalypso-minio-console.minio", 9001},
		{inside("telemetry"), "mimir-ingester.mimir", 9095}, {inside("telemetry"), "tempo-gossip-ring.tempo", 7946},
	} {
		pods, port := l.behind(t, c.service, c.port)
		for _, pod := range pods {
			assert.False(t, l.allowed(c.from, pod.End, port), "%s%s -> %s, port %d", c.from.Namespace, c.from.IP, pod.name, port)
			assert.True(t, l.allowed(inside(pod.Namespace), pod.End, port), "inside of %s", pod.Namespace)
		}
	}
	for _, namespace := range []string{"minio", "mimir", "tempo", "loki", "pyroscope"} { // where data is, nothing gets out
		assert.False(t, l.allowed(inside(namespace), outside, 443), "%s -> anywhere", namespace)
		assert.False(t, l.allowed(inside(namespace), app, 8080), "%s -> an application", namespace)
	}
}

// applications send from any namespace and any node.
func applications(t *testing.T, l landscape) {
	assert.True(t, l.allowed(networktest.End{Namespace: "otel-system"}, networktest.End{Namespace: "telemetry"}, 4317), "OBI")
	for _, from := range []networktest.End{{Namespace: "shop"}, {IP: "192.0.2.1"}} {
		for _, port := range []int{4317, 4318} {
			assert.True(t, l.allowed(from, networktest.End{Namespace: "telemetry"}, port))
		}
		assert.False(t, l.allowed(from, networktest.End{Namespace: "telemetry"}, 14317), "the collectors' own")
	}
}

// askers are the pods whose ServiceAccount has rights.
func askers(t *testing.T, l landscape) {
	dir, p := real(t), recorded(t, "development")
	objects := slices.Clone(p.objects)
	for _, r := range p.releases {
		for _, object := range r.rendered(t, dir, "1.34.0") {
			if metadata := object["metadata"].(map[string]any); metadata["namespace"] == nil && !manifest.ClusterScoped(manifest.Object(object)) {
				metadata["namespace"] = r.Namespace
			}
			objects = append(objects, object)
		}
	}
	asking := map[string]bool{}
	for _, object := range objects {
		for _, subject := range render.List(object, "subjects") {
			if subject["kind"] == "ServiceAccount" && !object.Test() {
				asking[fmt.Sprint(subject["namespace"])] = true
			}
		}
	}
	delete(asking, "<nil>")
	for namespace := range asking {
		for _, port := range []int{443, 6443} {
			reached := l.allowed(networktest.End{Namespace: namespace}, networktest.End{IP: "192.0.2.1"}, port)
			assert.True(t, reached, "%s has rights and does not reach the API server", namespace)
		}
	}
	assert.GreaterOrEqual(t, len(asking), 4, "%v", asking)
}
