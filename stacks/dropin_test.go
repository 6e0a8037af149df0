package stacks_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// withDropIns is a project with the documented examples beside the shipped components.
func withDropIns(t *testing.T) string {
	t.Helper()
	return stackstest.Project(t, example("cert-manager"), example("cluster-metrics"), example("canary"))
}

func example(name string) string { return filepath.Join("testdata", "dropin", name) }

func TestDropInsAreDeployedAsTheyAre(t *testing.T) {
	recorded := deployIn(t, withDropIns(t), nil)

	certManager := recorded.get(t, "Release cert-manager")
	assert.Equal(t, ".charts/cert-manager-v1.19.2.tgz", certManager.Inputs["chart"].StringValue())
	assert.Equal(t, "v1.19.2", certManager.Inputs["version"].StringValue(), "as written: another spelling is a diff on some runs")
	assert.Equal(t, "cert-manager", certManager.Inputs["namespace"].StringValue())
	assert.Equal(t, map[string]any{"enabled": true, "keep": true}, certManager.values(t)["crds"])

	assert.Equal(t, []any{"pods", "nodes"}, recorded.get(t, "Release kube-state-metrics").values(t)["collectors"])
	assert.Equal(t, map[string]any{"hostRootFsMount": map[string]any{"enabled": false}}, recorded.get(t, "Release node-exporter").values(t))
	assert.Equal(t, "cluster-metrics", recorded.get(t, "Release node-exporter").Inputs["namespace"].StringValue())

	for id, kind := range map[string]string{
		"ConfigMap cluster-metrics/scraper":      "kubernetes:core/v1:ConfigMap",
		"ServiceAccount cluster-metrics/scraper": "kubernetes:core/v1:ServiceAccount",
		"Deployment cluster-metrics/scraper":     "kubernetes:apps/v1:Deployment",
		"Job canary/canary":                      "kubernetes:batch/v1:Job",
		"Service canary/canary":                  "kubernetes:core/v1:Service",
	} {
		assert.Equal(t, kind, recorded.get(t, id).GetType())
	}
	assert.Equal(t, "cluster-metrics",
		recorded.get(t, "ConfigMap cluster-metrics/scraper").Inputs["metadata"].ObjectValue()["namespace"].StringValue())
}

func TestDropInsChangeNothingElse(t *testing.T) {
	shipped, all := deploy(t, nil), deployIn(t, withDropIns(t), nil)
	for _, change := range changes(shipped, all) {
		assert.Regexp(t, `^[^ ]+ (cert-manager|cluster-metrics|canary|kube-state-metrics|node-exporter|cluster-metrics/scraper|canary/canary)$|`+
			// OBI leaves the platform's own namespaces alone, and these three are among them now.
			`^Release obi values\.config\.data\.discovery\.`, change)
	}
}

// Wave 0, 5 and 8 of the examples, before, among and after the shipped ones - in both orders.
func TestDropInsWaitAndAreWaitedFor(t *testing.T) {
	project := withDropIns(t)
	first, last := "cert-manager", "canary"
	earlier := []string{"otel", "istio", "minio", "mimir", "tempo", "loki"} // than cluster-metrics
	later := []string{"grafana", "telemetry"}
	for _, ordering := range []string{"waves", "dependencies"} {
		t.Run(ordering, func(t *testing.T) {
			recorded := deployIn(t, project, stackstest.Config{"ordering": ordering})
			waits := func(component, on string) bool { return recorded.allWait(t, component, on) }
			for _, name := range slices.Concat(earlier, []string{"pyroscope", "cluster-metrics"}, later) {
				assert.True(t, waits(name, first), name)
				assert.False(t, waits(first, name), name)
				assert.True(t, waits(last, name), name)
				assert.False(t, waits(name, last), name)
			}
			for _, name := range earlier {
				assert.True(t, waits("cluster-metrics", name), name)
				assert.False(t, waits(name, "cluster-metrics"), name)
			}
			for _, name := range later {
				assert.True(t, waits(name, "cluster-metrics"), name)
				assert.False(t, waits("cluster-metrics", name), name)
			}
			assert.False(t, waits("pyroscope", "cluster-metrics"), "one wave")
			assert.False(t, waits("cluster-metrics", "pyroscope"), "one wave")
			golden(t, "levels-dropin-"+ordering+".golden", recorded.drawing(t, ordering))
		})
	}
}

// allWait says whether every workload of a component waits for every workload of another.
func (r *recording) allWait(t *testing.T, component, on string) bool {
	t.Helper()
	pairs, waiting := 0, 0
	for _, one := range r.resources {
		if one.component() != component || !one.workload() {
			continue
		}
		dependencies := r.dependencies(t, one)
		for _, other := range r.resources {
			if other.component() == on && other.workload() && !other.background() {
				pairs++
				if has(dependencies, other.id()) {
					waiting++
				}
			}
		}
	}
	require.Positive(t, pairs, "%s, %s", component, on)
	return waiting == pairs
}

// Objects that others start from, then the charts one after the other, then what uses them.
func TestOrderInsideADropIn(t *testing.T) {
	recorded := deployIn(t, withDropIns(t), nil)
	steps := [][]string{
		{"Namespace cluster-metrics"},
		{"ServiceAccount cluster-metrics/scraper", "ConfigMap cluster-metrics/scraper"},
		{"Release kube-state-metrics"},
		{"Release node-exporter"},
		{"Deployment cluster-metrics/scraper"},
	}
	for at, step := range steps {
		for _, id := range step {
			on := recorded.dependencies(t, recorded.get(t, id))
			for before, earlier := range steps {
				for _, other := range earlier {
					assert.Equal(t, before < at, has(on, other), "%s -> %s", id, other)
				}
			}
		}
	}
}

// A drop-in is switched off and given values like any other component.
func TestDropInsAreConfigurable(t *testing.T) {
	project := withDropIns(t)
	components := stackstest.Off("canary")
	components["cert-manager"] = map[string]any{"values": map[string]any{"replicaCount": 2}}
	components["cluster-metrics"] = map[string]any{"values": map[string]any{"node-exporter": map[string]any{"hostNetwork": false}}}
	recorded := deployIn(t, project, stackstest.Config{"components": components})
	assert.Equal(t, 2, recorded.get(t, "Release cert-manager").values(t)["replicaCount"])
	assert.Equal(t, false, recorded.get(t, "Release node-exporter").values(t)["hostNetwork"])
	assert.NotContains(t, recorded.ids(), "Job canary/canary")
	assert.NotContains(t, recorded.ids(), "Namespace canary")
}

// Kustomize leaves out a chart's crds/ unless they are asked for, and so does a drop-in, which says so.
func TestDropInsBringCRDsWhenTheyAskForThem(t *testing.T) {
	for text, skipped := range map[string]bool{"": true, "    includeCRDs: false\n": true, "    includeCRDs: true\n": false} {
		project := withDropIns(t)
		rewrite("manifests/cert-manager/kustomization.yaml", "    valuesFile: values.yaml\n", "    valuesFile: values.yaml\n"+text)(t, project)
		recorded := deployIn(t, project, nil)
		assert.Equal(t, skipped, recorded.get(t, "Release cert-manager").Inputs["skipCrds"].BoolValue(), text)
		said := strings.Contains(strings.Join(recorded.told, "\n"), "cert-manager: what is in the crds/ of chart cert-manager is left out")
		assert.Equal(t, text == "", said, text)
	}
}

// after writes the annotation into an example's namespace.
func after(t *testing.T, project, dropIn, names string) {
	t.Helper()
	rewrite("manifests/"+dropIn+"/namespace.yaml", "  annotations:", "  annotations:\n    kalypso.io/after: "+names)(t, project)
}

// cluster-metrics, of wave 5, names two components; a name that is switched off is no edge.
func TestADropInNamesWhatItWaitsFor(t *testing.T) {
	project := withDropIns(t)
	after(t, project, "cluster-metrics", `"minio, loki, pyroscope"`)
	off := stackstest.Off("loki")
	for ordering, waits := range map[string]map[string]bool{
		"dependencies": {"minio": true, "pyroscope": true, "mimir": false, "otel": false, "cert-manager": false},
		"waves":        {"minio": true, "pyroscope": true, "mimir": true, "otel": true, "cert-manager": true},
	} {
		t.Run(ordering, func(t *testing.T) {
			recorded := deployIn(t, project, stackstest.Config{"ordering": ordering, "components": off})
			for name, want := range waits {
				assert.Equal(t, want, recorded.allWait(t, "cluster-metrics", name), name)
			}
			assert.True(t, recorded.allWait(t, "grafana", "cluster-metrics"), "its wave counts for those after it")
			assert.False(t, recorded.allWait(t, "pyroscope", "cluster-metrics"))
		})
	}
}

// Within a wave a name decides, not the alphabet.
func TestADropInNamesOneOfItsOwnWave(t *testing.T) {
	project := withDropIns(t)
	rewrite("manifests/canary/namespace.yaml", `sync-wave: "8"`, `sync-wave: "5"`)(t, project)
	after(t, project, "canary", "cluster-metrics")
	recorded := deployIn(t, project, nil)
	assert.True(t, recorded.allWait(t, "canary", "cluster-metrics"))
	assert.False(t, recorded.allWait(t, "cluster-metrics", "canary"))
	assert.True(t, recorded.allWait(t, "grafana", "canary"))
}

// An empty list of names is a list: with ordering dependencies the drop-in waits for nothing.
func TestADropInThatWaitsForNothing(t *testing.T) {
	project := withDropIns(t)
	after(t, project, "canary", `""`)
	recorded := deployIn(t, project, stackstest.Config{"ordering": "dependencies"})
	assert.False(t, recorded.allWait(t, "canary", "minio"))
	assert.False(t, recorded.allWait(t, "canary", "cert-manager"))
}

func TestNamesThatADropInCannotWaitFor(t *testing.T) {
	for name, c := range map[string]struct{ dropIn, names, want string }{
		"unknown": {"canary", "minioo", `unknown component "minioo", did you mean minio`},
		"later": {"cert-manager", "canary, minio",
			`minio of wave 3 does not start before wave 0 of cert-manager: raise argocd.argoproj.io/sync-wave above 3`},
		"itself": {"canary", "canary", `canary names itself: remove it`},
		"typed":  {"loki", "minio", `the program knows what loki waits for: remove it`},
		"far":    {"canary", "minio elasticsearch", `unknown component "elasticsearch"; known are canary, cert-manager`},
	} {
		t.Run(name, func(t *testing.T) {
			project := withDropIns(t)
			after(t, project, c.dropIn, c.names)
			_, err := attempt(t, project, nil)
			assert.ErrorContains(t, err, "manifests/"+c.dropIn+`/namespace.yaml: metadata.annotations["kalypso.io/after"]: `)
			assert.ErrorContains(t, err, c.want)
		})
	}
	t.Run("a cycle", func(t *testing.T) {
		project := withDropIns(t)
		rewrite("manifests/canary/namespace.yaml", `sync-wave: "8"`, `sync-wave: "5"`)(t, project)
		after(t, project, "canary", "cluster-metrics")
		after(t, project, "cluster-metrics", "canary")
		_, err := attempt(t, project, nil)
		assert.ErrorContains(t, err, `manifests/canary/namespace.yaml: metadata.annotations["kalypso.io/after"]: cluster-metrics of wave 5 `+
			`does not start before wave 5 of canary: raise argocd.argoproj.io/sync-wave above 5`)
	})
}
