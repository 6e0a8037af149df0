package tools

import (
	"context"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/progress"
)

func hello() Group { return Group{Module: "hello", Programs: map[string]string{"hi": "."}} }

func TestEnsureBuildsOnceAndAgainWhenThePinsChange(t *testing.T) {
	set := project(t)
	ensure(t, set)
	first := set.Path("hi")
	if got, err := exec.Command(first).CombinedOutput(); err != nil || string(got) != "hi\n" {
		t.Fatalf("the built program says %q, %v", got, err)
	}
	before, err := os.Stat(first)
	if err != nil {
		t.Fatal(err)
	}
	ensure(t, set)
	if after, err := os.Stat(first); err != nil || !os.SameFile(before, after) {
		t.Fatalf("built twice (%v)", err)
	}
	write(t, filepath.Join(set.Source, "hello", "go.sum"), "changed\n")
	ensure(t, set)
	if set.Path("hi") == first {
		t.Fatal("a changed go.sum gave the old build")
	}
}

func TestFailedBuildNamesTheProgramAndLeavesNothing(t *testing.T) {
	set := project(t)
	write(t, filepath.Join(set.Source, "hello", "main.go"), "package main\n\nfunc main() { undefined() }\n")
	err := set.Ensure(context.Background(), hello())
	if err == nil || !strings.Contains(err.Error(), "building hi") || !strings.Contains(err.Error(), "undefined") {
		t.Fatalf("error = %v; want the program's name and the compiler's reason", err)
	}
	left, err := os.ReadDir(set.Cache.Tools())
	if err != nil || len(left) != 0 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

func TestEveryGroupOfTheCatalogueHasItsModule(t *testing.T) {
	for _, group := range append(Embedded(), Node(), Helm()) {
		module := filepath.Join("..", "..", "tools", group.Module)
		mod, err := os.ReadFile(filepath.Join(module, "go.mod"))
		if err != nil {
			t.Error(err)
			continue
		}
		for program, pkg := range group.Programs {
			if _, err := os.Stat(filepath.Join(module, pkg, "main.go")); err != nil && !strings.Contains(string(mod), pkg) {
				t.Errorf("%s: %s is neither a package nor a tool of tests/tools/%s", program, pkg, group.Module)
			}
		}
	}
}

func TestTheLinkerIsToldWhatIsPinned(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "..", "tools", "core", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	pinned := strings.ReplaceAll(string(mod), " // indirect", "")
	for module, version := range map[string]string{"github.com/pulumi/pulumi/pkg/v3": pulumiVersion, "k8s.io/kubernetes": "v1.34.2"} {
		if !strings.Contains(pinned, module+" "+version+"\n") || !strings.Contains(Kubernetes().Link, "="+version) {
			t.Errorf("%s %s is not both pinned in tests/tools/core and told to the linker", module, version)
		}
	}
}

func TestAStubStandsInForItsPackageOrItsFile(t *testing.T) {
	vendor, stubs := t.TempDir(), t.TempDir()
	for _, file := range []string{"a.io/whole/one.go", "a.io/whole/two.go", "a.io/part/one.go", "a.io/part/two.go"} {
		writeBelow(t, vendor, file, "original")
	}
	writeBelow(t, stubs, "a.io/whole/stub.go", "stub")
	writeBelow(t, stubs, "a.io/part/two.go", "stub")
	if err := cover(stubs, vendor); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, dir := range []string{"whole", "part"} {
		files, err := filepath.Glob(filepath.Join(vendor, "a.io", dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got[dir+"/"+filepath.Base(file)] = string(content)
		}
	}
	want := map[string]string{"whole/stub.go": "stub", "part/one.go": "original", "part/two.go": "stub"}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAStubInPlaceOfNothingIsRefused(t *testing.T) {
	for _, file := range []string{"a.io/gone/stub.go", "a.io/part/gone.go"} {
		vendor, stubs := t.TempDir(), t.TempDir()
		writeBelow(t, vendor, "a.io/part/one.go", "original")
		writeBelow(t, stubs, file, "stub")
		if err := cover(stubs, vendor); err == nil || !strings.Contains(err.Error(), "in place of") {
			t.Errorf("%s: error = %v; want a refusal", file, err)
		}
	}
}

func writeBelow(t *testing.T, dir, file, content string) {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, path, content)
}

func project(t *testing.T) *Set {
	t.Helper()
	dir := t.TempDir()
	module := filepath.Join(dir, "src", "hello")
	if err := os.MkdirAll(module, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(module, "go.mod"), "module example.com/hello\n\ngo 1.26\n")
	write(t, filepath.Join(module, "go.sum"), "")
	write(t, filepath.Join(dir, "src", "releases.yaml"), "[]\n")
	write(t, filepath.Join(module, "main.go"), "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hi\") }\n")
	return &Set{Source: filepath.Join(dir, "src"), Cache: Cache(filepath.Join(dir, "cache")), Progress: progress.New(io.Discard, "")}
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

func TestACancelledBuildLeavesNothingHalfMade(t *testing.T) {
	set := project(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := set.Ensure(ctx, hello()); err == nil {
		t.Fatal("a cancelled build succeeded")
	}
	if left, err := os.ReadDir(set.Cache.Tools()); err == nil && len(left) != 0 {
		t.Fatalf("left behind: %v", left)
	}
	ensure(t, set)
}

func TestAStubIsPartOfWhatAToolIsBuiltFrom(t *testing.T) {
	set := project(t)
	module := filepath.Join(set.Source, "hello")
	before, err := sourceSum(module)
	if err != nil {
		t.Fatal(err)
	}
	writeBelow(t, module, "stubs/a.io/whole/stub.go", "package whole\n")
	if after, err := sourceSum(module); err != nil || after == before {
		t.Errorf("a further stub gives the old build (%v)", err)
	}
}

func TestTrimLeavesWhatAnotherBuildNeeds(t *testing.T) {
	cache := Cache(t.TempDir())
	writeBelow(t, cache.Objects(), "aa/object", "compiled")
	writeBelow(t, cache.Tools(), building+"core-1/module/go.mod", "module m\n")
	if err := cache.Trim(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(cache.Objects()); err != nil {
		t.Error("a build that goes on has lost its packages")
	}
	long := time.Now().Add(-2 * limit)
	if err := os.Chtimes(filepath.Join(cache.Tools(), building+"core-1"), long, long); err != nil {
		t.Fatal(err)
	}
	if err := cache.Trim(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(string(cache)); err != nil || len(left) != 1 || left[0].Name() != "tools" {
		t.Errorf("left: %v, %v", left, err)
	}
	if left, err := os.ReadDir(cache.Tools()); err != nil || len(left) != 0 {
		t.Errorf("what a killed build has left is still there: %v, %v", left, err)
	}
}

func TestClearKeepsChartArchives(t *testing.T) {
	cache := Cache(t.TempDir())
	writeBelow(t, cache.Tools(), "hi-1/hi", "program")
	writeBelow(t, string(cache), "charts/aa.tgz", "archive")
	freed, err := cache.Clear(context.Background())
	if err != nil || freed != int64(len("program")) {
		t.Errorf("freed %d bytes, %v", freed, err)
	}
	if _, err := os.Stat(filepath.Join(string(cache), "charts", "aa.tgz")); err != nil {
		t.Error("an archive whose source may be gone was removed")
	}
}
