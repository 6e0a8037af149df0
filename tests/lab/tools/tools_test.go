package tools

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func hello() Group { return Group{Name: "hello", Cold: "1 s", Programs: map[string]string{"hi": "."}} }

func TestEnsureBuildsOnceAndAgainWhenThePinsChange(t *testing.T) {
	set, out := project(t)
	ensure(t, set)
	first := set.Path("hi")
	if got, err := exec.Command(first).CombinedOutput(); err != nil || string(got) != "hi\n" {
		t.Fatalf("the built program says %q, %v", got, err)
	}
	ensure(t, set)
	if n := strings.Count(out.String(), "building"); n != 1 {
		t.Fatalf("built %d times, want once:\n%s", n, out)
	}
	write(t, filepath.Join(set.Source, "hello", "go.sum"), "changed\n")
	ensure(t, set)
	if set.Path("hi") == first {
		t.Fatal("a changed go.sum gave the old build")
	}
}

func TestFailedBuildNamesTheProgramAndLeavesNothing(t *testing.T) {
	set, _ := project(t)
	write(t, filepath.Join(set.Source, "hello", "main.go"), "package main\n\nfunc main() { undefined() }\n")
	err := set.Ensure(context.Background(), hello())
	if err == nil || !strings.Contains(err.Error(), "building hi") || !strings.Contains(err.Error(), "undefined") {
		t.Fatalf("error = %v; want the program's name and the compiler's reason", err)
	}
	left, err := os.ReadDir(set.Cache)
	if err != nil || len(left) != 0 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

func TestEveryGroupOfTheCatalogueHasItsModule(t *testing.T) {
	for _, group := range append(append(Engine(), ControlPlane()...), Helm()) {
		mod, err := os.ReadFile(filepath.Join("..", "..", "tools", group.Name, "go.mod"))
		if err != nil {
			t.Error(err)
			continue
		}
		for program, pkg := range group.Programs {
			if pkg != "." && !strings.Contains(string(mod), pkg) {
				t.Errorf("%s: %s is not a tool of tests/tools/%s/go.mod", program, pkg, group.Name)
			}
		}
	}
}

func project(t *testing.T) (*Set, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	out := &bytes.Buffer{}
	module := filepath.Join(dir, "src", "hello")
	if err := os.MkdirAll(module, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(module, "go.mod"), "module example.com/hello\n\ngo 1.26\n")
	write(t, filepath.Join(module, "go.sum"), "")
	write(t, filepath.Join(module, "main.go"), "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hi\") }\n")
	return &Set{Source: filepath.Join(dir, "src"), Cache: filepath.Join(dir, "cache"), Out: out}, out
}

func ensure(t *testing.T, set *Set) {
	t.Helper()
	if err := set.Ensure(context.Background(), hello()); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
