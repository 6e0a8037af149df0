package scenario

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// adoption is what an older delivery has left, and what becomes of it.
type adoption struct {
	// program is that of `kalypso adopt`, and of `kalypso charts`.
	program string
	// before are the UIDs of what was there, by path.
	before map[string]string
}

// small are the components of the platform that is adopted.
func small() []string { return []string{"minio", "loki", "grafana"} }

func (r *Rehearsal) adoptionPhase() []step {
	a := &adoption{}
	nothing := func(ctx context.Context) (string, error) { return r.adopt(ctx, a, "nothing is to be adopted", "--yes") }
	return []step{
		{"a small platform", r.small},
		{"an older delivery has made it, in namespaces of its own", func(ctx context.Context) (string, error) { return r.delivered(ctx, a) }},
		{"an update would be refused", r.refusedAsForeign},
		{"adopt, where nobody can be asked, touches nothing", func(ctx context.Context) (string, error) {
			return r.adopt(ctx, a, "nothing was touched")
		}},
		{"adopt", func(ctx context.Context) (string, error) { return r.adopt(ctx, a, "steps done", "--yes") }},
		{"adopt again: nothing to do", nothing},
		{"an update that cannot run goes back to what was there", func(ctx context.Context) (string, error) { return r.fallsBack(ctx, a) }},
		{"up goes on with it", r.upAdopted},
		{"nothing is lost, the claims are the same", func(ctx context.Context) (string, error) { return r.kept(ctx, a) }},
		{"every release is as asked for", r.asAsked},
		{"preview --expect-no-changes", r.expectNoChanges},
		{"adopt after it: nothing to do", nothing},
		{"destroy leaves the namespaces, which it has not made", r.destroyAdopted},
		{"nothing else is left", r.nothingLeft},
	}
}

func (r *Rehearsal) refusedAsForeign(ctx context.Context) (string, error) {
	_, err := r.stack.Up(ctx)
	switch {
	case err == nil:
		return "", errors.New("the update of namespaces of others went on")
	case !strings.Contains(err.Error(), "kalypso adopt"):
		return "", err
	}
	state, err := r.stack.Resources(ctx)
	made := slices.ContainsFunc(state, func(one apitype.ResourceV3) bool { return strings.HasPrefix(string(one.Type), "kubernetes:") })
	return "", errors.Join(err, errorUnless(!made, "something was made"))
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

// fallsBack breaks the first upgrade of an adopted release. An installation would have removed it all.
func (r *Rehearsal) fallsBack(ctx context.Context, a *adoption) (string, error) {
	const cpu = "kalypso:components.grafana.values.resources.requests.cpu"
	err := errors.Join(r.stack.Set(ctx, cpu, impossible), r.stack.Set(ctx, "kalypso:releaseTimeout", shortTimeout))
	if err != nil {
		return "", err
	}
	result, err := r.stack.Up(ctx)
	if err == nil {
		return "", errors.New("an override that cannot be scheduled went through")
	}
	if !strings.Contains(err.Error(), "cannot be scheduled") {
		return "", err
	}
	old, err := r.isOld(ctx)
	problems := []error{err, errorUnless(old, "grafana is not as it was before"), r.same(ctx, a)}
	for _, key := range []string{cpu, "kalypso:releaseTimeout"} {
		problems = append(problems, r.stack.Unset(ctx, key))
	}
	return result.Counts(), errors.Join(problems...)
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

// same reports what was there and is gone, or is another. The StatefulSet that could not be changed is the only one.
func (r *Rehearsal) same(ctx context.Context, a *adoption) error {
	var problems []error
	for path, before := range a.before {
		now, err := r.uid(ctx, path)
		if err == nil && now != before && !strings.HasSuffix(path, "/statefulsets/loki") {
			err = fmt.Errorf("%s: it is another object than before", path)
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// kept reports what is lost of what was there, and what is left that should have changed.
func (r *Rehearsal) kept(ctx context.Context, a *adoption) (string, error) {
	problems := []error{r.same(ctx, a)}
	for _, name := range small() {
		var live struct {
			Metadata struct{ Labels map[string]string }
		}
		problems = append(problems, r.cluster.Client.Get(ctx, "/api/v1/namespaces/"+name, &live))
		if labels := live.Metadata.Labels; labels["team"] == "" || labels["istio-injection"] != "disabled" {
			problems = append(problems, fmt.Errorf("namespace %s: want its own labels and the program's, found %v", name, labels))
		}
	}
	old, err := r.isOld(ctx)
	problems = append(problems, err, errorUnless(!old, "grafana still has what the older chart gave it"))
	return fmt.Sprintf("%d objects", len(a.before)), errors.Join(problems...)
}

// isOld says whether Grafana has what only the older chart gave it.
func (r *Rehearsal) isOld(ctx context.Context) (bool, error) {
	text, err := r.cluster.Client.Text(ctx, "/apis/apps/v1/namespaces/grafana/deployments/grafana")
	return strings.Contains(text, ofOld), err
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
