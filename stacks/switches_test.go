package stacks_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
)

// With some components off, the rest stands as before, except for what could not work without them.
func TestSwitchedOff(t *testing.T) {
	project, all := stackstest.Project(t), map[string]*recording{}
	for _, ordering := range []string{"waves", "dependencies"} {
		all[ordering] = deployIn(t, project, stackstest.Config{"ordering": ordering})
	}
	profiler := append(accountOf("ebpf-profiler", "ebpf-profiler"), "DaemonSet telemetry/ebpf-profiler", "ConfigMap telemetry/ebpf-profiler")
	collectors := slices.Concat(accountOf("kalypso", "gateway"), accountOf("kalypso-agent", "agent"), accountOf("kalypso-cluster", "cluster"),
		[]string{"OpenTelemetryCollector telemetry/kalypso", "OpenTelemetryCollector telemetry/kalypso-agent",
			"OpenTelemetryCollector telemetry/kalypso-cluster", "Instrumentation telemetry/kalypso", "Telemetry istio-system/kalypso",
			"Role telemetry/kalypso-deployments", "RoleBinding telemetry/kalypso-deployments"})
	const retire = "Job minio/kalypso-minio-retire"
	for name, c := range map[string]struct {
		off      []string
		gone     []string // beyond the resources of the components that are off
		warnings []string
	}{
		"grafana": {off: []string{"grafana"}},
		"istio":   {off: []string{"istio"}},
		"mimir":   {off: []string{"mimir"}},
		"tempo":   {off: []string{"tempo"}},
		"loki":    {off: []string{"loki"}, gone: []string{"Role telemetry/kalypso-deployments", "RoleBinding telemetry/kalypso-deployments"}},
		"pyroscope": {
			off:      []string{"pyroscope"},
			gone:     profiler,
			warnings: []string{"telemetry: no eBPF profiler, because pyroscope is switched off"},
		},
		"otel": {
			off:      []string{"otel"},
			gone:     collectors,
			warnings: []string{"telemetry: no gateway collector, because otel (its operator) is switched off"},
		},
		"telemetry": {
			off:      []string{"telemetry"},
			gone:     []string{"Release obi", "Command ebpf", "Telemetry istio-system/kalypso"},
			warnings: []string{"otel: no eBPF instrumentation (OBI), because there is no gateway collector"},
		},
		"otel and telemetry": {off: []string{"otel", "telemetry"}, gone: []string{"Command ebpf", "Telemetry istio-system/kalypso"}},
		"all that the gateway sends to": {
			off:      []string{"mimir", "tempo", "loki"},
			gone:     append(slices.Clone(collectors), "Release obi"),
			warnings: []string{"otel: no eBPF instrumentation (OBI), because there is no gateway collector"},
		},
		"the store and all that needs it": {
			off:  []string{"minio", "mimir", "tempo", "loki", "pyroscope"},
			gone: slices.Concat(collectors, profiler, []string{"Release obi", "Command ebpf", retire}),
			warnings: []string{
				"otel: no eBPF instrumentation (OBI), because there is no gateway collector",
				"telemetry: no eBPF profiler, because pyroscope is switched off",
			},
		},
		"everything": {
			off:  []string{"otel", "istio", "minio", "mimir", "tempo", "loki", "pyroscope", "grafana", "telemetry"},
			gone: []string{"Command ebpf", retire},
		},
	} {
		for ordering, whole := range all {
			t.Run(name+", "+ordering, func(t *testing.T) {
				part := deployIn(t, project, stackstest.Config{"ordering": ordering, "components": stackstest.Off(c.off...)})

				want := slices.DeleteFunc(whole.ids(), func(id string) bool {
					return watches(id) || slices.Contains(c.gone, id) || slices.Contains(c.off, whole.get(t, id).component()) ||
						slices.Contains(c.off, whole.get(t, id).GetName()) && !whole.get(t, id).GetCustom()
				})
				left := slices.DeleteFunc(part.ids(), watches)
				assert.Equal(t, want, left)
				assert.Equal(t, between(whole.edges(t), left), between(part.edges(t), left), "the edges that are left are those between what is left")
				assert.Len(t, part.logs, len(c.warnings), "%q", part.logs)
				for _, warning := range c.warnings {
					assert.True(t, slices.ContainsFunc(part.logs, func(line string) bool {
						return strings.HasPrefix(line, "warning: "+warning)
					}), "%q among %q", warning, part.logs)
				}
				part.addressesNothingIn(t, namespacesOf(t, whole, c.off))
			})
		}
	}
}

// between keeps the edges both of whose ends are among ids.
func between(edges, ids []string) []string {
	var kept []string
	for _, edge := range edges {
		from, to, _ := strings.Cut(edge, " -> ")
		if slices.Contains(ids, from) && slices.Contains(ids, to) {
			kept = append(kept, edge)
		}
	}
	return kept
}

func namespacesOf(t *testing.T, recorded *recording, components []string) []string {
	t.Helper()
	var names []string
	for _, one := range recorded.kind("Namespace") {
		if slices.Contains(components, one.component()) {
			names = append(names, one.GetName())
		}
	}
	require.Len(t, names, len(components))
	return names
}

// addressesNothingIn fails the test where an input or output still holds an address in one of the namespaces.
func (r *recording) addressesNothingIn(t *testing.T, namespaces []string) {
	t.Helper()
	texts := r.leaves()
	for urn, outputs := range r.outputs {
		visit("", resource.NewProperty(outputs), false, func(path, text string, _ bool) { texts["output "+urn+" "+path] = text })
	}
	for where, text := range texts {
		for _, namespace := range namespaces {
			assert.NotContains(t, text, "."+namespace+".svc", where)
		}
	}
}

// The search of addressesNothingIn means something only if a whole platform does hold addresses in those namespaces.
func TestAddressesAreThereWithEverythingOn(t *testing.T) {
	all := strings.Join(slices.Collect(maps.Values(deploy(t, nil).leaves())), "\n")
	for _, namespace := range []string{"minio", "mimir", "tempo", "loki", "pyroscope", "telemetry"} {
		assert.Contains(t, all, "."+namespace+".svc")
	}
}

func TestDatasourcesFollowTheBackends(t *testing.T) {
	for backend, gone := range map[string][]string{
		"mimir": {"prometheus", "alertmanager"}, "tempo": {"tempo"}, "loki": {"loki"}, "pyroscope": {"grafana-pyroscope-datasource"},
	} {
		t.Run(backend, func(t *testing.T) {
			all := datasources(t, deploy(t, nil))
			assert.Subset(t, all, gone)
			left := datasources(t, deploy(t, stackstest.Config{"components": stackstest.Off(backend)}))
			assert.ElementsMatch(t, all, append(left, gone...))
		})
	}
}

// datasources are the types of Grafana's datasources. None may point to a datasource that is not there.
func datasources(t *testing.T, recorded *recording) []string {
	t.Helper()
	file := recorded.get(t, "Release grafana").Inputs["values"].ObjectValue()["datasources"].ObjectValue()["datasources.yaml"]
	var kinds, uids []string
	for _, one := range file.ObjectValue()["datasources"].ArrayValue() {
		kinds = append(kinds, one.ObjectValue()["type"].StringValue())
		uids = append(uids, one.ObjectValue()["uid"].StringValue())
	}
	visit("", file, false, func(path, text string, _ bool) {
		if strings.HasSuffix(path, "datasourceUid") {
			assert.Contains(t, uids, text, path)
		}
	})
	return kinds
}

func TestMinIOServesOnlyThoseWhoAreThere(t *testing.T) {
	recorded := deploy(t, stackstest.Config{"components": stackstest.Off("loki", "tempo")})
	assert.Equal(t, []string{"mimir-data", "pyroscope"}, each(recorded.get(t, "Release kalypso-minio").values(t)["buckets"], "name"))
	assert.Equal(t, []string{"mimir", "mimir.json", "pyroscope", "pyroscope.json"},
		slices.Sorted(maps.Keys(secretData(recorded.get(t, "Secret minio/kalypso-minio-users")))))
}

func TestWithoutEBPF(t *testing.T) {
	recorded := deploy(t, stackstest.Config{"ebpf": "off"})
	want := slices.DeleteFunc(deploy(t, nil).ids(), func(id string) bool {
		return slices.Contains(append(accountOf("ebpf-profiler", "ebpf-profiler"), "Release obi", "DaemonSet telemetry/ebpf-profiler",
			"ConfigMap telemetry/ebpf-profiler", "Command ebpf"), id)
	})
	assert.Equal(t, want, recorded.ids())
	assert.Empty(t, recorded.logs, "what was switched off on purpose is no reason to warn")
}

func TestExternalStore(t *testing.T) {
	recorded := deploy(t, external())
	require.Len(t, recorded.logs, 1)
	assert.Contains(t, recorded.logs[0], "kalypso:objectStore: Loki 3.6.3 sends no checksum with what it writes: if bucket loki-chunks has "+
		"Object Lock")
	assert.NotContains(t, recorded.ids(), "Release kalypso-minio")
	buckets := promised.Buckets()
	for _, backend := range slices.Sorted(maps.Keys(promised.Buckets())) {
		assert.Equal(t,
			map[string]string{"AWS_ACCESS_KEY_ID": externalAccessKey, "AWS_SECRET_ACCESS_KEY": externalSecretKey},
			secretData(recorded.get(t, "Secret "+backend+"/kalypso-s3")))
		var texts []string
		visit("", recorded.get(t, "Release "+backend).Inputs["values"], false, func(_, text string, _ bool) { texts = append(texts, text) })
		all := strings.Join(texts, "\n")
		assert.Contains(t, all, "s3.example.org", backend)
		assert.Contains(t, all, "eu-central-1", backend)
		assert.Contains(t, all, buckets[backend], backend)
	}
	recorded.addressesNothingIn(t, []string{"minio"})
}

func TestALaterLokiIsNoReasonToWarn(t *testing.T) {
	assert.Empty(t, deploy(t, external().With(stackstest.Config{"components": map[string]any{
		"minio": map[string]any{"enabled": false},
		"loki":  map[string]any{"values": map[string]any{"loki": map[string]any{"image": map[string]any{"tag": "3.6.16"}}}},
	}})).logs)
}

// each is one text of every map in a list of values.
func each(list any, key string) []string {
	var all []string
	for _, item := range list.([]any) {
		all = append(all, item.(map[string]any)[key].(string))
	}
	return all
}

// accountOf is a ServiceAccount of telemetry with its cluster-wide rights.
func accountOf(name, role string) []string {
	return []string{"ServiceAccount telemetry/" + name, "ClusterRole kalypso-" + role, "ClusterRoleBinding kalypso-" + role}
}
