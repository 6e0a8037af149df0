package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// mirror is the registry of the clusters elsewhere.
const mirror = "registry.example.org:5000/mirror"

// elsewhere are configurations with more parts than a development stack has, without and with every setting of the cluster.
var elsewhere = map[string]stackstest.Config{
	"more parts":  {"components": moreParts(), "telemetry": map[string]any{"sources": map[string]any{"monitors": true}}},
	"three nodes": {"profile": "three"},
	"every switch": {
		"proof": true, "telemetry": map[string]any{"exporters": map[string]any{"more": map[string]any{
			"protocol": "http", "endpoint": "https://otlp.example.org", "signals": []any{"logs"}}}},
		"exporterHeaders": `{"more": {"Authorization": "Bearer OfTheTests0123456789"}}`,
		"alerting":        map[string]any{"contacts": map[string]any{"oncall": map[string]any{"kind": "webhook"}}},
		"contactSecrets":  `{"oncall": {"url": "https://hook.example.org/OfTheTests0123456789"}}`,
		"registryLogin":   `{"auths": {"registry.example.org": {"auth": "T2ZUaGVUZXN0czAxMjM0NTY3ODk="}}}`,
		"cluster":         map[string]any{"imageRegistry": "registry.example.org"},
	},
	"data that is kept": {"data": "keep"},
	"another cluster": {
		"components": moreParts(), "telemetry": map[string]any{"sources": map[string]any{"monitors": true}},
		"cluster": map[string]any{
			"storageClass": "gp3", "domain": "corp.example", "imageRegistry": mirror, "pullSecrets": []any{"mirror"},
			"dns":          map[string]any{"service": "rke2-coredns", "namespace": "dns"},
			"nodeSelector": map[string]any{"pool": "platform"},
			"tolerations":  []any{map[string]any{"key": "dedicated", "value": "platform", "effect": "NoSchedule"}},
		},
	},
}

// moreParts switches on what has images or pods of its own and is off.
func moreParts() map[string]any {
	on := map[string]any{"enabled": true}
	return map[string]any{
		"mimir": map[string]any{"values": map[string]any{"chunks-cache": on, "index-cache": on, "metadata-cache": on, "results-cache": on,
			"ruler": on, "alertmanager": on, "overrides_exporter": on}},
		"loki":    map[string]any{"values": map[string]any{"chunksCache": on, "resultsCache": on}},
		"tempo":   map[string]any{"values": map[string]any{"memcached": on, "memcachedExporter": on}},
		"grafana": map[string]any{"values": map[string]any{"testFramework": on}},
	}
}

// everything is what the variant's cluster gets: the charts' objects and the program's own.
func everything(t *testing.T, dir, variant string) []render.Object {
	p := recorded(t, variant)
	all := slices.Clone(p.objects)
	for _, r := range p.releases {
		all = append(all, r.rendered(t, dir, "1.34.0")...)
	}
	return all
}

// TestEveryImageComesFromTheRegistry, under its own path, which is what `kalypso charts images --registry` tells people to put there.
func TestEveryImageComesFromTheRegistry(t *testing.T) {
	dir := real(t)
	var want []string
	for _, image := range footprint.Images(everything(t, dir, "more parts")) {
		want = append(want, config.ClusterSettings{ImageRegistry: mirror}.Image(image))
	}
	slices.Sort(want)
	objects := everything(t, dir, "another cluster")
	assert.Equal(t, slices.Compact(want), footprint.Images(objects))
	assert.Greater(t, len(want), 15)
	// Images also stand in arguments (the operator's) and in ConfigMaps (the sidecars').
	elsewhere := regexp.MustCompile(`\b(docker\.io|quay\.io|ghcr\.io|gcr\.io|registry\.k8s\.io)/[\w./-]+`)
	for _, object := range objects {
		if object.Kind() != "CustomResourceDefinition" {
			assert.Empty(t, elsewhere.FindAllString(printed(t, object), -1), object.ID())
		}
	}
}

// TestPodsGoWhereTheClusterWantsThem, but those that are on every node.
func TestPodsGoWhereTheClusterWantsThem(t *testing.T) {
	dir, pods := real(t), 0
	for _, object := range everything(t, dir, "another cluster") {
		pod, ok := object.PodSpec()
		mode, _ := render.At[string](object, "spec", "mode")
		if !ok || object.Kind() == "DaemonSet" || mode == "daemonset" || object.Test() {
			continue
		}
		pods++
		assert.Equal(t, "platform", fmt.Sprint(pod["nodeSelector"].(map[string]any)["pool"]), object.ID())
		assert.Contains(t, printed(t, pod["tolerations"]), "key: dedicated", object.ID())
	}
	assert.Greater(t, pods, 20)
}

// TestEveryPodCanPull: it names the Secret itself, or its ServiceAccount does.
func TestEveryPodCanPull(t *testing.T) {
	dir := real(t)
	objects, accounts := everything(t, dir, "another cluster"), map[string]bool{}
	for _, object := range objects {
		if object.Kind() == "ServiceAccount" && pulls(object) {
			accounts[object.Name()] = true
		}
	}
	for _, object := range objects {
		if pod, ok := object.PodSpec(); ok && !object.Test() {
			account, _ := pod["serviceAccountName"].(string)
			assert.True(t, pulls(pod) || accounts[account], "%s pulls without a Secret", object.ID())
		}
	}
}

func pulls(holder map[string]any) bool {
	return slices.ContainsFunc(render.List(holder, "imagePullSecrets"), func(ref map[string]any) bool { return ref["name"] == "mirror" })
}

func TestEveryClaimHasTheStorageClass(t *testing.T) {
	dir, claims := real(t), 0
	for _, object := range everything(t, dir, "another cluster") {
		specs := render.List(object, "spec", "volumeClaimTemplates")
		if object.Kind() == "PersistentVolumeClaim" {
			specs = append(specs, object)
		}
		for _, claim := range specs {
			claims++
			assert.Equal(t, "gp3", storageClass(claim), object.ID())
		}
	}
	assert.GreaterOrEqual(t, claims, 7)
}

func storageClass(claim map[string]any) string {
	class, _ := render.At[string](claim, "spec", "storageClassName")
	return class
}

func TestTheClustersNamesAreUsed(t *testing.T) {
	dir, resolvers := real(t), map[string]bool{}
	resolver := regexp.MustCompile(`resolver (rke2-coredns\.dns\.svc\.corp\.example\.?);`)
	for _, r := range recorded(t, "another cluster").releases {
		for _, object := range r.rendered(t, dir, "1.34.0") {
			text := printed(t, object)
			if object.Kind() != "CustomResourceDefinition" {
				assert.NotRegexp(t, `svc\.cluster\.local|kube-dns`, text, "%s of release %s", object.ID(), r.Name)
			}
			if resolver.MatchString(text) {
				resolvers[r.Name] = true
			}
		}
	}
	assert.Equal(t, []string{"loki", "mimir", "tempo"}, slices.Sorted(maps.Keys(resolvers)))
}

// TestNoStatefulSetWaitsForABrokenPod: with OrderedReady, a corrected template is not given to a pod that never became ready. Two
// parts that are off have no key for it in their charts.
func TestNoStatefulSetWaitsForABrokenPod(t *testing.T) {
	dir, sets, fixed := real(t), 0, []string{"mimir-alertmanager", "tempo-memcached"}
	for _, object := range everything(t, dir, "more parts") {
		if object.Kind() == "StatefulSet" && !slices.Contains(fixed, object.Name()) {
			sets++
			policy, _ := render.At[string](object, "spec", "podManagementPolicy")
			assert.Equal(t, "Parallel", policy, object.ID())
		}
	}
	assert.GreaterOrEqual(t, sets, 10)
}

// TestMemberlistTakesThePodsAddress: a guess ends the program where pods have addresses of no private network.
func TestMemberlistTakesThePodsAddress(t *testing.T) {
	dir, p := real(t), recorded(t, "more parts")
	for _, c := range []struct{ release, program, address, expands string }{
		{"mimir", `grafana/mimir:`, `(?s)memberlist:.*advertise_addr: \$\{POD_IP\}.*bind_addr:\s+- \$\{POD_IP\}`, `-config\.expand-env=true`},
		{"tempo", `grafana/tempo:`, `(?s)memberlist:.*advertise_addr: \$\{POD_IP\}.*bind_addr:\s+- \$\{POD_IP\}`, `-config\.expand-env=true`},
		{"loki", `grafana/loki:`, ``, `-memberlist\.advertise-addr=\$\(POD_IP\)`},
		{"pyroscope", `grafana/pyroscope:`, ``, `(?s)-memberlist\.advertise-addr=\$\(POD_IP\).*-memberlist\.bind-addr=\$\(POD_IP\)`},
	} {
		programs, configured := 0, false
		for _, object := range p.release(t, c.release).rendered(t, dir, "1.34.0") {
			configured = configured || object.Kind() != "Deployment" && regexp.MustCompile(c.address).MatchString(printed(t, object))
			pod, _ := object.PodSpec()
			for _, container := range render.List(pod, "containers") {
				text := printed(t, container)
				if !regexp.MustCompile(c.program).MatchString(text) || object.Hook() != "" {
					continue
				}
				programs++
				assert.Regexp(t, `(?s)name: POD_IP.*fieldPath: status\.podIP`, text, "%s of %s", object.ID(), c.release)
				assert.Regexp(t, c.expands, text, "%s of %s", object.ID(), c.release)
			}
		}
		require.Positive(t, programs, c.release)
		assert.True(t, configured, "the configuration of %s", c.release)
	}
}
