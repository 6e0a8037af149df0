package adoption

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

func loki() Release {
	return Release{Release: records.Release{Namespace: "loki", Name: "loki"}, Chart: "loki", Version: "6.49.0"}
}

func tree(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &object))
	return object
}

// charted is an object that release loki makes, with what the cluster has of it; "" for nothing.
func charted(t *testing.T, wanted, live string) Found {
	t.Helper()
	object := render.Object(tree(t, wanted))
	f := Found{Wanted: Wanted{Object: object, Release: loki(), Namespace: "loki"}, ID: object.Kind() + "/loki/" + object.Name(), Path: "/" + object.Name()}
	if live != "" {
		f.Live = tree(t, live)
	}
	return f
}

func namespace(t *testing.T, live string) Found {
	t.Helper()
	f := charted(t, "{kind: Namespace, metadata: {name: loki}}", live)
	f.Release, f.ID, f.Path = Release{}, "Namespace/loki", "/loki"
	return f
}

const (
	set   = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: set}, spec: {serviceName: b, selector: {matchLabels: {app: a}}}}"
	claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}}"
	ours  = "{meta.helm.sh/release-name: loki, meta.helm.sh/release-namespace: loki}"
)

// texts are the steps, one a line.
func texts(steps []Step) []string {
	var all []string
	for _, s := range steps {
		all = append(all, s.ID+": "+s.Does)
	}
	return all
}

func TestPlan(t *testing.T) {
	const marked = "{metadata: {annotations: {kalypso.io/adopted: Namespace/loki Release/loki/loki}}}"
	recorded := func(status, chart string) map[records.Release]records.Record {
		var record records.Record
		record.Info.Status, record.Chart.Metadata.Name = status, chart
		return map[records.Release]records.Record{loki().Release: record}
	}
	unchangeable := func(f Found) Found { f.Unchangeable = "spec: Forbidden"; return f }
	own := func(f Found) Found { f.Release = Release{}; return f }
	left := func(f Found) Found { f.Left = true; return f }
	definition := func(f Found) Found { f.Definition = true; return f }
	for name, c := range map[string]struct {
		cluster Cluster
		consent Consent
		want    []string
		refused []string
	}{
		"nothing is there": {cluster: Cluster{Found: []Found{namespace(t, ""), charted(t, set, "")}}},
		"what kubectl has applied is recorded and marked": {
			cluster: Cluster{Found: []Found{namespace(t, "{metadata: {name: loki}}"), charted(t, claim, "{metadata: {name: data}}"), charted(t, set, "")}},
			want: []string{"Release/loki/loki: recorded by Helm with the 1 objects that are there", "PersistentVolumeClaim/loki/data: marked as release loki's",
				"Namespace/loki: the stack's from now on, and left when it goes: Namespace/loki; the update upgrades loki"},
		},
		"what is adopted is left alone": {
			cluster: Cluster{Found: []Found{namespace(t, marked), charted(t, set, "{metadata: {labels: {app.kubernetes.io/managed-by: Helm}, annotations: "+ours+"}}")},
				Records: recorded("deployed", "loki")},
		},
		"what the stack has made is left alone": {
			cluster: Cluster{Found: []Found{namespace(t, "{metadata: {managedFields: [{manager: pulumi-kubernetes-1a, operation: Apply}]}}"),
				own(charted(t, "{kind: Secret, metadata: {name: s}}", "{metadata: {managedFields: [{manager: pulumi-kubernetes-1a, operation: Apply}]}}")),
				charted(t, set, "{metadata: {labels: {app.kubernetes.io/managed-by: Helm}, annotations: "+ours+"}}")}, Records: recorded("deployed", "loki")},
		},
		"an installation with Helm is upgraded, and what the new one does without is told": {
			cluster: Cluster{Found: []Found{namespace(t, "{metadata: {name: loki}}"),
				left(charted(t, "{kind: Deployment, metadata: {name: old}}", "{metadata: {annotations: "+ours+"}}")),
				left(charted(t, "{kind: PersistentVolumeClaim, metadata: {name: old}}", "{metadata: {annotations: "+ours+"}}")),
				own(charted(t, "{kind: Secret, metadata: {name: s}}", "{metadata: {annotations: "+ours+"}}"))}, Records: recorded("failed", "loki")},
			want: []string{"PersistentVolumeClaim/loki/old: marked to be kept: no release renders it any more",
				"Secret/loki/s: marked to be the program's own",
				"Namespace/loki: the stack's from now on, and left when it goes: Namespace/loki, Secret/loki/s; the update upgrades loki",
				"Deployment/loki/old: the update removes it: release loki is without it then"},
		},
		"fixed fields differ": {
			cluster: Cluster{Found: []Found{namespace(t, marked), unchangeable(charted(t, set,
				"{spec: {serviceName: a, template: {metadata: {labels: {app: a}}}, persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}}"))},
				Records: recorded("deployed", "loki")},
			want: []string{"StatefulSet/loki/set: told to leave its claims",
				"StatefulSet/loki/set: deleted, its pods and claims stay, the update makes it again: " +
					`spec.selector is null, not {"matchLabels":{"app":"a"}}, spec.serviceName is a, not b`},
		},
		"nobody would take the pods over": {
			cluster: Cluster{Found: []Found{namespace(t, marked), unchangeable(charted(t, set, "{spec: {serviceName: b, selector: {matchLabels: {app: z}}, "+
				"template: {metadata: {labels: {app: z}}}}}"))}, Records: recorded("deployed", "loki")},
			want: []string{"StatefulSet/loki/set: deleted with its pods, which nothing would take over, its claims stay, the update makes it again: " +
				"spec.selector.matchLabels.app is z, not a"},
		},
		"a claim is another": {
			cluster: Cluster{Found: []Found{namespace(t, marked), unchangeable(charted(t, claim, "{spec: {storageClassName: slow}}"))}},
			refused: []string{"PersistentVolumeClaim/loki/data: Kubernetes does not make it what the stack wants: spec: Forbidden"},
		},
		"definitions are made where Helm would only upgrade, once": {
			cluster: Cluster{Found: []Found{namespace(t, marked), charted(t, set, "{metadata: {labels: {app.kubernetes.io/managed-by: Helm}, annotations: "+ours+"}}"),
				definition(charted(t, "{kind: CustomResourceDefinition, metadata: {name: x}}", "")),
				definition(charted(t, "{kind: CustomResourceDefinition, metadata: {name: x}}", ""))}, Records: recorded("deployed", "loki")},
			want: []string{"CustomResourceDefinition/loki/x: made: an upgrade, as which the update begins, makes no definitions"},
		},
		"others own it": {
			cluster: Cluster{
				Found: []Found{namespace(t, "{metadata: {name: loki, deletionTimestamp: now}}"),
					charted(t, set, "{metadata: {annotations: {meta.helm.sh/release-name: other, meta.helm.sh/release-namespace: logs}}}"),
					charted(t, claim, "{metadata: {annotations: {argocd.argoproj.io/tracking-id: 'gone:apps/x'}}}"),
					charted(t, "{kind: Service, metadata: {name: s}}", "{metadata: {name: s}}")},
				Applications: []Application{{Namespace: "argocd", Name: "stack", Automated: true, Objects: []string{"Service/loki/s"}}},
				Records:      recorded("pending-upgrade", "loki"),
			},
			refused: []string{"StatefulSet/loki/set: owned by the Helm release other in namespace logs", "it is pending-upgrade, want deployed",
				"the Argo CD application stack in namespace argocd, which syncs by itself, manages Service/loki/s: let it go",
				"PersistentVolumeClaim/loki/data: marked by the Argo CD application gone, which is not in this cluster", "Namespace/loki: it is being deleted"},
		},
		"a record of another chart": {
			cluster: Cluster{Found: []Found{namespace(t, marked), charted(t, set, "{metadata: {name: set}}")}, Records: recorded("deployed", "loki-stack")},
			refused: []string{"it is of the chart loki-stack, and the stack's is of loki"},
		},
		"Argo CD elsewhere has let go": {
			cluster: Cluster{Found: []Found{namespace(t, "{metadata: {annotations: {argocd.argoproj.io/tracking-id: 'gone:/x'}}}")}},
			consent: Consent{Detached: true},
			want:    []string{"Namespace/loki: the stack's from now on, and left when it goes: Namespace/loki"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			steps, err := Plan(c.cluster, c.consent, time.Unix(0, 0))
			if len(c.refused) > 0 {
				require.Error(t, err)
				assert.Empty(t, steps, "nothing is touched")
				for _, text := range c.refused {
					assert.ErrorContains(t, err, text)
				}
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, texts(steps))
		})
	}
}

func TestTheRecordSaysWhatWasThere(t *testing.T) {
	f := charted(t, `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, labels: {new: label}}, spec: {replicas: 2, template: {spec: {containers: [{name: a}]}}}}`,
		`{metadata: {name: d, uid: u, labels: {old: label}}, spec: {replicas: 1, template: {spec: {containers: [{name: a, env: [{name: OLD}]}]}}}, status: {replicas: 1}}`)
	assert.Equal(t, kube.Object(tree(t, `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, labels: {old: label}},
		spec: {replicas: 2, template: {spec: {containers: [{name: a, env: [{name: OLD}]}]}}}}`)), f.was(), "an upgrade takes OLD away")
	f.Custom = true
	assert.Equal(t, kube.Object(tree(t, `{metadata: {name: d, labels: {old: label}},
		spec: {replicas: 1, template: {spec: {containers: [{name: a, env: [{name: OLD}]}]}}}}`)), f.was(), "Helm compares only records of custom resources")
}

func TestWhatOthersHaveWrittenBecomesNobodys(t *testing.T) {
	f := namespace(t, "{metadata: {labels: {team: a}, managedFields: [{manager: kubectl-create, operation: Update}, "+
		"{manager: kube-controller-manager, operation: Update, subresource: status}]}}")
	merge(f.Live, f.taken("Namespace/loki"))
	fields := render.List(f.Live, "metadata", "managedFields")
	require.Len(t, fields, 2)
	assert.Equal(t, manager, fields[0]["manager"])
	assert.Equal(t, "status", fields[1]["subresource"])
	assert.Equal(t, "a", f.metadata("labels", "team"))
	assert.Nil(t, f.taken("Namespace/loki"), "a second time there is nothing to do")
}
