package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// older is the name by which the older delivery writes, as Argo CD does.
const older = "argocd-controller"

// ofOld is a variable that only the older chart gives to Grafana.
const ofOld = "OF_OLD"

// small switches everything off but what is adopted.
func (r *Rehearsal) small(ctx context.Context) (string, error) {
	for _, name := range []string{"otel", "istio", "mimir", "tempo", "pyroscope", "telemetry"} {
		if err := r.stack.Set(ctx, "kalypso:components."+name+".enabled", "false"); err != nil {
			return "", err
		}
	}
	return strings.Join(small(), ", "), nil
}

// delivered applies what the charts render, as another tool does: into namespaces that somebody has made, and with what the charts of the
// day had otherwise, one thing that can be changed and one that cannot.
func (r *Rehearsal) delivered(ctx context.Context, a *adoption) (string, error) {
	a.program, a.before = filepath.Join(r.Project, ".kalypso", "bin", "charts"), map[string]string{}
	if err := tools.Program(ctx, filepath.Join(r.Project, "cmd", "kalypso"), "./charts", a.program, r.tools.Progress); err != nil {
		return "", err
	}
	for _, name := range small() {
		labels := kube.Object{"team": "observability", "istio-injection": "enabled"}
		namespace := kube.Object{"metadata": kube.Object{"name": name, "labels": labels}}
		if err := r.cluster.Client.Create(ctx, "/api/v1/namespaces", namespace); err != nil {
			return "", err
		}
	}
	for _, name := range small() {
		text, err := r.command(ctx, a, "render", name, "--stack", r.stack.Name())
		if err != nil {
			return "", err
		}
		objects, err := render.Parse(map[string]string{name: text})
		if err != nil {
			return "", err
		}
		for _, object := range objects {
			// Jobs have names of this stack's; definitions that nobody uses are left for adopt to make.
			if object.Hook() != "" || slices.Contains([]string{"Namespace", "Job", "CustomResourceDefinition"}, object.Kind()) {
				continue
			}
			if err := r.deliver(ctx, a, name, aged(object)); err != nil {
				return "", fmt.Errorf("delivering %s: %w", object.ID(), err)
			}
		}
	}
	return fmt.Sprintf("%d objects", len(a.before)), r.claimed(ctx, a)
}

// aged is an object as an older chart made it.
func aged(object render.Object) render.Object {
	switch object.ID() {
	case "StatefulSet/loki":
		object["spec"].(map[string]any)["serviceName"] = "loki-of-old"
	case "Secret/grafana":
		object["data"] = map[string]any{"admin-password": "b2Y=", "of-old": "b2Y="}
	case "Deployment/grafana":
		for _, container := range render.List(object, "spec", "template", "spec", "containers") {
			env, _ := container["env"].([]any)
			container["env"] = append(env, map[string]any{"name": ofOld, "value": "yes"})
		}
	}
	return object
}

// deliver applies an object to the namespace: charts leave that to Helm.
func (r *Rehearsal) deliver(ctx context.Context, a *adoption, namespace string, object render.Object) error {
	version, _ := object["apiVersion"].(string)
	path, _, err := r.cluster.Client.Path(ctx, version, object.Kind(), namespace, object.Name())
	if err != nil || path == "" {
		return errors.Join(err, errorUnless(path != "", "the API server does not know the kind"))
	}
	body, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("encoding it: %w", err)
	}
	as := path + "?force=true&fieldManager=" + older
	if _, err := r.cluster.Client.Send(ctx, http.MethodPatch, as, string(types.ApplyPatchType), body); err != nil {
		return err
	}
	a.before[path], err = r.uid(ctx, path)
	return err
}

// claimed waits for the claims that controllers make.
func (r *Rehearsal) claimed(ctx context.Context, a *adoption) error {
	return kube.Eventually(ctx, 30*time.Second, func() error {
		var claims struct {
			Items []struct {
				Metadata struct{ Namespace, Name, UID string }
			}
		}
		if err := r.cluster.Client.Get(ctx, "/api/v1/persistentvolumeclaims", &claims); err != nil {
			return err
		}
		for _, claim := range claims.Items {
			m := claim.Metadata
			a.before["/api/v1/namespaces/"+m.Namespace+"/persistentvolumeclaims/"+m.Name] = m.UID
		}
		return errorUnless(len(claims.Items) >= len(small()), "want a claim for each of %v, found %v", small(), claims.Items)
	})
}
