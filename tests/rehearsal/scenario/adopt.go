package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// adoption is what an older delivery has left, and what becomes of it.
type adoption struct {
	// program is that of `kalypso adopt`, and of `kalypso charts`.
	program string
	// before are the UIDs of what was there, by path.
	before map[string]string
}

// older is the name by which the older delivery writes, as Argo CD does.
const older = "argocd-controller"

// small are the components of the platform that is adopted.
func small() []string { return []string{"minio", "loki", "grafana"} }

func (r *Rehearsal) adoptionPhase() []step {
	a := &adoption{}
	return []step{
		{"a small platform", r.small},
		{"an older delivery has made it, in namespaces of its own", func(ctx context.Context) (string, error) { return r.delivered(ctx, a) }},
		{"an update would be refused", r.refusedAsForeign},
		{"adopt, where nobody can be asked, touches nothing", func(ctx context.Context) (string, error) {
			return r.adopt(ctx, a, "nothing was touched")
		}},
		{"adopt", func(ctx context.Context) (string, error) { return r.adopt(ctx, a, "steps done", "--yes") }},
		{"adopt again: nothing to do", func(ctx context.Context) (string, error) { return r.adopt(ctx, a, "nothing is to be adopted", "--yes") }},
		{"up goes on with it", r.upAdopted},
		{"nothing is lost, the claims are the same", func(ctx context.Context) (string, error) { return r.kept(ctx, a) }},
		{"every release is as asked for", r.asAsked},
		{"preview --expect-no-changes", r.expectNoChanges},
		{"adopt after it: nothing to do", func(ctx context.Context) (string, error) { return r.adopt(ctx, a, "nothing is to be adopted", "--yes") }},
		{"destroy leaves the namespaces, which it has not made", r.destroyAdopted},
		{"nothing else is left", r.nothingLeft},
	}
}

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
		namespace := kube.Object{"metadata": kube.Object{"name": name, "labels": kube.Object{"team": "observability"}}}
		if err := r.cluster.Client.Create(ctx, "/api/v1/namespaces", namespace); err != nil {
			return "", err
		}
	}
	text, err := r.command(ctx, a, "render", "all", "--stack", r.stack.Name())
	if err != nil {
		return "", err
	}
	objects, err := render.Parse(map[string]string{"everything": text})
	if err != nil {
		return "", err
	}
	for _, object := range objects {
		// Jobs have names of this stack's; definitions that nobody uses are left for adopt to make.
		if object.Hook() != "" || slices.Contains([]string{"Namespace", "Job", "CustomResourceDefinition"}, object.Kind()) {
			continue
		}
		if err := r.deliver(ctx, a, aged(object)); err != nil {
			return "", fmt.Errorf("delivering %s: %w", object.ID(), err)
		}
	}
	return fmt.Sprintf("%d objects", len(a.before)), r.claimed(ctx, a)
}

// aged is an object as an older chart made it.
func aged(object render.Object) render.Object {
	switch object.ID() {
	case "StatefulSet/loki":
		object["spec"].(map[string]any)["serviceName"] = "loki-of-old"
	case "Deployment/grafana":
		for _, container := range render.List(object, "spec", "template", "spec", "containers") {
			env, _ := container["env"].([]any)
			container["env"] = append(env, map[string]any{"name": "OF_OLD", "value": "yes"})
		}
	}
	return object
}

func (r *Rehearsal) deliver(ctx context.Context, a *adoption, object render.Object) error {
	version, _ := object["apiVersion"].(string)
	namespace, _ := render.At[string](object, "metadata", "namespace")
	if namespace == "" { // charts leave it to Helm
		namespace, _ = render.At[string](object, "metadata", "labels", "app.kubernetes.io/instance")
		namespace = strings.TrimPrefix(namespace, "kalypso-")
	}
	if release, ok := render.At[string](object, "metadata", "labels", "release"); ok && namespace == "" {
		namespace = strings.TrimPrefix(release, "kalypso-")
	}
	path, _, err := r.cluster.Client.Path(ctx, version, object.Kind(), namespace, object.Name())
	if err != nil || path == "" {
		return errors.Join(err, errorUnless(path != "", "the API server does not know the kind"))
	}
	body, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("encoding it: %w", err)
	}
	if _, err := r.cluster.Client.Send(ctx, "PATCH", path+"?force=true&fieldManager="+older, string(types.ApplyPatchType), body); err != nil {
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

func (r *Rehearsal) refusedAsForeign(ctx context.Context) (string, error) {
	result, err := r.stack.Up(ctx)
	switch {
	case err == nil:
		return "", errors.New("the update of namespaces of others went on")
	case !strings.Contains(err.Error(), "kalypso adopt"):
		return "", err
	case result.Changed() > 0:
		return "", fmt.Errorf("something happened: %s", result.Counts())
	}
	return "", nil
}

// adopt runs the command, and wants it to say so.
func (r *Rehearsal) adopt(ctx context.Context, a *adoption, want string, args ...string) (string, error) {
	said, err := r.command(ctx, a, append([]string{"adopt", "--stack", r.stack.Name()}, args...)...)
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, want) {
		return "", fmt.Errorf("wanted %q, adopt said:\n%s", want, said)
	}
	return fmt.Sprintf("%d lines: %s", len(lines), lines[0]), nil
}

func (r *Rehearsal) command(ctx context.Context, a *adoption, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, a.program, args...)
	cmd.Dir, cmd.Env = r.workspace.Dir, r.workspace.Environment()
	out, err := cmd.Output()
	if exit := (&exec.ExitError{}); errors.As(err, &exit) {
		return "", fmt.Errorf("kalypso %s: %w: %s", args[0], err, exit.Stderr)
	}
	return string(out), err
}

// upAdopted imports and changes; it deletes and replaces nothing.
func (r *Rehearsal) upAdopted(ctx context.Context) (string, error) {
	if result, err := r.stack.Preview(ctx, optpreview.Diff()); err != nil {
		return "", fmt.Errorf("a preview before it (%s): %w", result.Counts(), err)
	}
	result, err := r.stack.Up(ctx)
	if err != nil {
		return "", err
	}
	for _, op := range []apitype.OpType{apitype.OpDelete, apitype.OpReplace, apitype.OpDeleteReplaced} {
		if result.Changes[op] > 0 {
			return "", fmt.Errorf("want nothing deleted, found %s", result.Counts())
		}
	}
	return result.Counts(), nil
}

// kept reports what was there and is gone, or is another. The StatefulSet that could not be changed is the only one.
func (r *Rehearsal) kept(ctx context.Context, a *adoption) (string, error) {
	var problems []error
	for path, before := range a.before {
		now, err := r.uid(ctx, path)
		if err == nil && now != before && !strings.HasSuffix(path, "/statefulsets/loki") {
			err = fmt.Errorf("%s: it is another object than before", path)
		}
		problems = append(problems, err)
	}
	var grafana kube.Object
	problems = append(problems, r.cluster.Client.Get(ctx, "/apis/apps/v1/namespaces/grafana/deployments/grafana", &grafana))
	text, err := json.Marshal(grafana["spec"])
	problems = append(problems, err, errorUnless(!strings.Contains(string(text), "OF_OLD"), "grafana still has what the older chart gave it"))
	return fmt.Sprintf("%d objects", len(a.before)), errors.Join(problems...)
}

func (r *Rehearsal) uid(ctx context.Context, path string) (string, error) {
	var live struct{ Metadata struct{ UID string } }
	err := r.cluster.Client.Get(ctx, path, &live)
	return live.Metadata.UID, err
}

// destroyAdopted leaves the namespaces and what was in them of the program's own, and is made undone here.
func (r *Rehearsal) destroyAdopted(ctx context.Context) (string, error) {
	note, err := r.destroy(ctx)
	if err != nil {
		return "", err
	}
	var problems []error
	for _, name := range small() {
		path := "/api/v1/namespaces/" + name
		_, gone := r.uid(ctx, path)
		problems = append(problems, gone, r.cluster.Client.Delete(ctx, path))
	}
	return note, errors.Join(append(problems, r.stack.Unset(ctx, "kalypso:components"))...)
}

func errorUnless(fine bool, format string, args ...any) error {
	if fine {
		return nil
	}
	return fmt.Errorf(format, args...)
}
