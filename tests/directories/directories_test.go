package directories

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "helm" {
		if err := Helm(os.Args[1:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// example is a directory below testdata/, as a txtar archive: its comment says what is shown, its files are the directory's. One that is
// refused says so: "refused: " and what is said.
type example struct {
	name, refused string
	files         []txtar.File
}

func examples(t *testing.T) []example {
	t.Helper()
	found, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(found), 40)
	var all []example
	for _, file := range found {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		one := example{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), files: archive.Files}
		for line := range strings.Lines(string(archive.Comment)) {
			if text, ok := strings.CutPrefix(line, "refused: "); ok {
				one.refused = strings.TrimSpace(text)
			}
		}
		all = append(all, one)
	}
	return all
}

// write puts an example into a project: its own files, the namespace that every directory has, and the chart "web" where Kustomize
// keeps charts.
func (e example) write(t *testing.T, project string) string {
	t.Helper()
	dir := filepath.Join(project, "manifests", e.name)
	require.NoError(t, os.CopyFS(filepath.Join(dir, "charts", "web"), os.DirFS("testdata/web")))
	put := func(name, text string) {
		file := filepath.Join(dir, strings.ReplaceAll(name, "EXAMPLE", e.name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(text, "EXAMPLE", e.name)), 0o644))
	}
	named := false
	for _, file := range e.files {
		put(file.Name, string(file.Data))
		named = named || strings.Contains(string(file.Data), "kind: Namespace\n")
	}
	if !named {
		put("namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: EXAMPLE\n  annotations: {argocd.argoproj.io/sync-wave: \"1\"}\n")
	}
	return dir
}

// project is one that has nothing but the examples, and the program's sources for what the program builds of them.
func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	for _, name := range []string{"cmd", "charts.lock", "images.lock"} {
		require.NoError(t, os.Symlink(filepath.Join(root, name), filepath.Join(dir, name)))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "manifests"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "charts"), 0o755))
	return dir
}

// deployed is what the program deploys of a project, by component.
func deployed(t *testing.T, project string) (map[string][]render.Object, error) {
	t.Helper()
	stackstest.Development(project).Set(t)
	recorded, err := recorder.Run(false, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(34)}.Run)
	if err != nil {
		return nil, err
	}
	all := map[string][]render.Object{}
	for _, resource := range recorded.Resources {
		objects, err := render.Registered(resource.GetType(), resource.Clear(), project, render.KubeVersion)
		if err != nil {
			return nil, err
		}
		component := resource.GetParent()[strings.LastIndex(resource.GetParent(), ":")+1:]
		all[component] = append(all[component], objects...)
	}
	return all, nil
}

func TestADirectoryIsWhatKustomizeMakesOfIt(t *testing.T) {
	dir := project(t)
	helm, err := HelmIn(t.TempDir())
	require.NoError(t, err)
	dirs := map[string]string{}
	for _, e := range examples(t) {
		if e.refused == "" {
			dirs[e.name] = e.write(t, dir)
		}
	}
	ours, err := deployed(t, dir)
	require.NoError(t, err)
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		t.Run(name, func(t *testing.T) {
			built, err := Oracle(dirs[name], helm)
			require.NoError(t, err)
			want, err := Settled(built, name)
			require.NoError(t, err)
			got, err := Settled(ours[name], name)
			require.NoError(t, err)
			namespace := "v1/Namespace <nil>/" + name
			if want[namespace] == nil {
				delete(got, namespace) // it is made whether it is listed or not
			}
			unmarked(got[namespace])
			assert.Empty(t, cmp.Diff(want, got), "-kustomize +kalypso")
		})
	}
}

// Helm hands hooks to no post-renderer, and the preview says so.
func TestHooksThatNoPatchReachesAreSaid(t *testing.T) {
	dir := project(t)
	for _, e := range examples(t) {
		if e.name == "chart-and-labels" || e.name == "chart-alone" {
			e.write(t, dir)
		}
	}
	stackstest.Development(dir).Set(t)
	recorded, err := recorder.Run(true, stacks.Program{Dir: dir, Ask: stackstest.Kubernetes(34)}.Run)
	require.NoError(t, err)
	said := strings.Join(recorded.Logs, "\n")
	assert.Contains(t, said, "manifests/chart-and-labels/kustomization.yaml: the hooks of chart web are run by Helm as the chart has them")
	assert.NotContains(t, said, "manifests/chart-alone/kustomization.yaml: the hooks")
}

func TestWhatCannotBeDeployedFaithfullyIsRefused(t *testing.T) {
	for _, e := range examples(t) {
		if e.refused == "" {
			continue
		}
		t.Run(e.name, func(t *testing.T) {
			dir := project(t)
			e.write(t, dir)
			_, err := deployed(t, dir)
			assert.ErrorContains(t, err, strings.ReplaceAll(e.refused, "EXAMPLE", e.name))
		})
	}
}

// unmarked takes off what the program says of every namespace that stores something: whose it is, and what becomes of it.
func unmarked(namespace any) {
	object, _ := namespace.(map[string]any)
	metadata, _ := object["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	delete(annotations, manifest.StackAnnotation)
	delete(annotations, manifest.DataAnnotation)
	delete(annotations, manifest.ForceAnnotation)
}
