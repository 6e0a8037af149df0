package stacks_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// golden compares text with testdata/<file>; with -update it writes the file.
func golden(t *testing.T, file, text string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the tests with -update once")
	is, was := strings.Split(text, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(is), len(was)) {
		if now, before := line(is, i), line(was, i); now != before {
			t.Errorf("%s:%d: found %q, want %q; if this and what follows is wanted, run the tests with -update", path, i+1, now, before)
			return
		}
	}
}

func line(lines []string, at int) string {
	if at < len(lines) {
		return lines[at]
	}
	return "the end"
}

// recording is what a program registered, with the questions of these tests.
type recording struct {
	resources []registration
	outputs   map[string]resource.PropertyMap // by URN of a component or the stack
	logs      []string                        // warnings and errors
	told      []string                        // what is only said
}

type registration struct{ recorder.Resource }

// record runs a program and returns what it registered, and its error.
func record(t *testing.T, preview bool, program pulumi.RunFunc) (*recording, error) {
	t.Helper()
	recorded, err := recorder.Run(preview, program)
	require.NotNil(t, recorded, err)
	r := &recording{outputs: recorded.Outputs}
	for _, line := range recorded.Logs {
		if told, isTold := strings.CutPrefix(line, "info: "); isTold {
			r.told = append(r.told, told)
		} else {
			r.logs = append(r.logs, line)
		}
	}
	for _, one := range recorded.Resources {
		r.resources = append(r.resources, registration{one})
	}
	return r, err
}

// deploy records an update of a development stack in a new project with these keys set.
func deploy(t *testing.T, keys stackstest.Config) *recording {
	t.Helper()
	return deployIn(t, stackstest.Project(t), keys)
}

func deployIn(t *testing.T, project string, keys stackstest.Config) *recording {
	t.Helper()
	recorded, err := attempt(t, project, keys)
	require.NoError(t, err)
	return recorded
}

// attempt is deployIn for a run that may fail.
func attempt(t *testing.T, project string, keys stackstest.Config) (*recording, error) {
	t.Helper()
	stackstest.Development(project).With(keys).Set(t)
	return record(t, false, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(34)}.Run)
}

// kind is the last part of a registration's type: Release, Namespace, Secret, ...
func (r registration) kind() string { return r.GetType()[strings.LastIndex(r.GetType(), ":")+1:] }

// id names a registration for people: Release mimir, Secret mimir/kalypso-s3. The word of an update has one id, whatever it tells, and so
// has a Job of MinIO's, whose name is another with each run.
func (r registration) id() string {
	id := r.kind() + " " + r.GetName()
	if announces(id) {
		return announcement
	}
	return regexp.MustCompile(`^(Job minio/kalypso-minio-[a-z]+)-[0-9a-f]{10}$`).ReplaceAllString(id, "$1")
}

// component is the component that a registration is a child of; empty for components themselves, and for what is under all
// of them: the cluster's commands and the providers.
func (r registration) component() string {
	if parent := resource.URN(r.GetParent()); parent != "" && parent.QualifiedType() != resource.RootStackType && parent.Name() != "cluster" {
		return parent.Name()
	}
	return ""
}

// values are the values of a Release; they hold no secrets, which the conversion would lose.
func (r registration) values(t *testing.T) map[string]any {
	t.Helper()
	values := r.Inputs["values"]
	require.False(t, values.ContainsSecrets(), "%s: credentials belong into Secrets, not into values", r.id())
	return plain(values.Mappable()).(map[string]any)
}

// plain turns whole numbers, which travel as floats, back into ints.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case float64:
		if v == float64(int(v)) {
			return int(v)
		}
	}
	return value
}

// get returns the one registration with that id.
func (r *recording) get(t *testing.T, id string) registration {
	t.Helper()
	found := r.where(func(candidate registration) bool { return candidate.id() == id })
	require.Len(t, found, 1, "%s among %v", id, r.ids())
	return found[0]
}

func (r *recording) where(keep func(registration) bool) []registration {
	var kept []registration
	for _, candidate := range r.resources {
		if keep(candidate) {
			kept = append(kept, candidate)
		}
	}
	return kept
}

func (r *recording) kind(kind string) []registration {
	return r.where(func(candidate registration) bool { return candidate.kind() == kind })
}

// ids are all registrations but the stack's own, sorted.
func (r *recording) ids() []string {
	var ids []string
	for _, one := range r.resources {
		if one.GetType() != string(resource.RootStackType) {
			ids = append(ids, one.id())
		}
	}
	return slices.Sorted(slices.Values(ids))
}

// dependencies are what a registration waits for, by recorded edges.
func (r *recording) dependencies(t *testing.T, one registration) []registration {
	t.Helper()
	var on []registration
	for _, urn := range one.GetDependencies() {
		at := slices.IndexFunc(r.resources, func(candidate registration) bool { return candidate.URN == urn })
		require.GreaterOrEqual(t, at, 0, "%s depends on %s, which is not registered", one.id(), urn)
		on = append(on, r.resources[at])
	}
	return on
}

// edges are all recorded edges as text, sorted.
func (r *recording) edges(t *testing.T) []string {
	t.Helper()
	var edges []string
	for _, one := range r.resources {
		for _, on := range r.dependencies(t, one) {
			edges = append(edges, fmt.Sprintf("%s -> %s", one.id(), on.id()))
		}
	}
	return slices.Sorted(slices.Values(edges))
}

// workload says whether a resource is something that starts, and not only what others start from.
func (r registration) workload() bool {
	return r.component() != "" && !slices.Contains([]string{
		"Namespace", "Secret", "ConfigMap", "Service", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "minio",
		"IamUser", "IamPolicy", "IamUserPolicyAttachment", "CustomResourceDefinition", "NetworkPolicy",
	}, r.kind())
}

// background says whether nothing waits for a workload: it is on nodes that may be broken.
func (r registration) background() bool {
	return slices.Contains([]string{"Release obi", "DaemonSet telemetry/ebpf-profiler"}, r.id())
}

// output is an output of the stack, in the clear.
func (r *recording) output(t *testing.T, name resource.PropertyKey) any {
	t.Helper()
	stack := r.where(func(one registration) bool { return one.GetType() == string(resource.RootStackType) })
	require.Len(t, stack, 1)
	value, ok := r.outputs[stack[0].URN][name]
	require.True(t, ok, "no output %s", name)
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	return plain(value.Mappable())
}

// texts is a list of texts as such.
func texts(list any) []string {
	var all []string
	for _, item := range list.([]any) {
		all = append(all, item.(string))
	}
	return all
}
