package addon

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

func TestWhatOthersStartFromIsEarly(t *testing.T) {
	for _, c := range []struct {
		apiVersion, kind string
		early            bool
	}{
		{"v1", "ConfigMap", true},
		{"v1", "Secret", true},
		{"v1", "Service", true},
		{"v1", "ServiceAccount", true},
		{"v1", "PersistentVolumeClaim", true},
		{"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", true},
		{"storage.k8s.io/v1", "StorageClass", true},
		{"apiextensions.k8s.io/v1", "CustomResourceDefinition", true},
		{"networking.k8s.io/v1", "NetworkPolicy", true},
		{"policy/v1", "PodDisruptionBudget", true},
		{"scheduling.k8s.io/v1", "PriorityClass", true},

		{"v1", "Pod", false},
		{"v1", "ReplicationController", false},
		{"apps/v1", "Deployment", false},
		{"batch/v1", "Job", false},
		{"autoscaling/v2", "HorizontalPodAutoscaler", false},
		{"monitoring.coreos.com/v1", "ServiceMonitor", false},
		{"gateway.networking.k8s.io/v1", "Gateway", false},
		{"admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", false}, // it would refuse objects before its server runs
	} {
		assert.Equal(t, c.early, startsFrom(object(c.apiVersion, c.kind, "x")), "%s %s", c.apiVersion, c.kind)
	}
}

func TestSplitKeepsTheOrder(t *testing.T) {
	d1, c1, j, s, c2 := object("apps/v1", "Deployment", "1"), object("v1", "ConfigMap", "1"), object("batch/v1", "Job", "1"),
		object("v1", "Service", "1"), object("v1", "ConfigMap", "2")
	early, late := split([]manifest.Object{d1, c1, j, s, c2})
	assert.Equal(t, []manifest.Object{c1, s, c2}, early)
	assert.Equal(t, []manifest.Object{d1, j}, late)

	early, late = split(nil)
	assert.Empty(t, early)
	assert.Empty(t, late)
}

func object(apiVersion, kind, name string) manifest.Object {
	return manifest.Object{"apiVersion": apiVersion, "kind": kind, "metadata": map[string]any{"name": name}}
}

// The annotations of ArgoCD, and of Helm where it has none, order what a directory makes; the charts are in the middle.
func TestStepsFollowTheAnnotations(t *testing.T) {
	annotated := func(name string, annotations map[string]any) manifest.Object {
		return manifest.Object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": name, "annotations": annotations}}
	}
	wave, hook := "argocd.argoproj.io/sync-wave", "argocd.argoproj.io/hook"
	var order []string
	for _, step := range steps([]manifest.Object{
		annotated("late", map[string]any{wave: "2"}), annotated("plain", nil), annotated("post", map[string]any{hook: "PostSync", wave: "-9"}),
		annotated("early", map[string]any{wave: "-1"}), annotated("helm", map[string]any{"helm.sh/hook": "pre-install,pre-upgrade", "helm.sh/hook-weight": "5"}),
		annotated("pre", map[string]any{hook: "PreSync"}), annotated("also plain", map[string]any{hook: "Sync"}),
	}) {
		for _, object := range step.objects {
			order = append(order, object["metadata"].(map[string]any)["name"].(string))
		}
		if step.Step == (manifest.Step{}) {
			order = append(order, "(charts)")
		}
	}
	assert.Equal(t, []string{"pre", "helm", "early", "plain", "also plain", "(charts)", "late", "post"}, order)
	assert.Len(t, steps(nil), 1, "charts have a step without objects, too")
}
