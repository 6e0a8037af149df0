package scenario

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/steps"
)

// shop is a directory as someone brings it: a chart in it, whose output is labelled and patched and names what a generator makes, and
// an object that comes before the chart.
func shop(label string) map[string]string {
	return map[string]string{
		"namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, annotations: {argocd.argoproj.io/sync-wave: \"9\"}}\n",
		"first.yaml":     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, annotations: {argocd.argoproj.io/hook: PreSync}}\ndata: {FEATURE: on}\n",
		"kustomization.yaml": `namespace: shop
resources: [namespace.yaml, first.yaml]
helmCharts:
  - {name: web, version: 1.2.3, releaseName: shop-web, includeCRDs: true}
configMapGenerator:
  - {name: made, literals: [A=b]}
labels:
  - {pairs: {team: ` + label + `}}
patches:
  - target: {kind: Deployment}
    patch: |-
      - {op: add, path: /spec/replicas, value: 2}
`,
		"charts/web/Chart.yaml":  "apiVersion: v2\nname: web\nversion: 1.2.3\n",
		"charts/web/values.yaml": "{}\n",
		"charts/web/templates/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: localhost/fixture:live, envFrom: [{configMapRef: {name: made}}]}]}
`,
		"charts/web/crds/gadgets.yaml": `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`,
	}
}

const (
	shopDefinition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gadgets.example.org"
	shopDeployment = "/apis/apps/v1/namespaces/shop/deployments/shop-web"
)

// brought deploys the directory, and looks at what is in the cluster.
func (r *Rehearsal) brought(ctx context.Context) (string, error) {
	return r.bring(ctx, "front")
}

// broughtAnew changes one label of it: everything of the directory is updated, and nothing else.
func (r *Rehearsal) broughtAnew(ctx context.Context) (string, error) { return r.bring(ctx, "back") }

func (r *Rehearsal) bring(ctx context.Context, label string) (string, error) {
	dir := filepath.Join(r.workspace.Dir, "manifests", "shop")
	for name, text := range shop(label) {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o600)); err != nil {
			return "", fmt.Errorf("writing a directory: %w", err)
		}
	}
	result, err := r.stack.Up(ctx)
	if err != nil {
		return "", err
	}
	if _, err := r.stack.Preview(ctx, optpreview.ExpectNoChanges()); err != nil {
		return "", fmt.Errorf("a preview after it: %w", err)
	}
	if _, err := steps.Again(ctx, r.stack); err != nil {
		return "", fmt.Errorf("the update again: %w", err)
	}
	if _, err := r.asAsked(ctx); err != nil {
		return "", err
	}
	return result.Counts(), r.asBrought(ctx, label)
}

// asBrought reports what is not as the directory has it.
func (r *Rehearsal) asBrought(ctx context.Context, label string) error {
	var deployment, definition, generated kube.Object
	if err := errors.Join(r.cluster.Client.Get(ctx, shopDeployment, &deployment), r.cluster.Client.Get(ctx, shopDefinition, &definition)); err != nil {
		return err
	}
	for name, object := range map[string]kube.Object{"Deployment": deployment, "definition": definition} {
		if got, _ := render.At[string](object, "metadata", "labels", "team"); got != label {
			return fmt.Errorf("the label of the chart's %s is %q, want %q", name, got, label)
		}
	}
	if replicas, _ := render.At[float64](deployment, "spec", "replicas"); replicas != 2 {
		return fmt.Errorf("the chart's Deployment has %v replicas, want 2 by the patch", replicas)
	}
	containers := render.List(deployment, "spec", "template", "spec", "containers")
	name, _ := render.At[string](render.List(containers[0], "envFrom")[0], "configMapRef", "name")
	if !strings.HasPrefix(name, "made-") {
		return fmt.Errorf("the chart's Deployment names the ConfigMap %q, want that with the digest", name)
	}
	return r.cluster.Client.Get(ctx, "/api/v1/namespaces/shop/configmaps/"+name, &generated)
}

// broughtBack takes the directory away. What the chart defines stays, as with Helm, and is removed by hand here.
func (r *Rehearsal) broughtBack(ctx context.Context) (string, error) {
	if err := os.RemoveAll(filepath.Join(r.workspace.Dir, "manifests", "shop")); err != nil {
		return "", fmt.Errorf("taking the directory away: %w", err)
	}
	result, err := r.stack.Up(ctx)
	if err != nil {
		return "", err
	}
	if result.Changes[apitype.OpDelete] == 0 {
		return "", fmt.Errorf("nothing was removed: %s", result.Counts())
	}
	if err := r.cluster.Client.Delete(ctx, shopDefinition); err != nil {
		return "", fmt.Errorf("what the chart defines should have stayed: %w", err)
	}
	return result.Counts(), nil
}
