package debian

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestLibrariesFollowsADynamicProgram(t *testing.T) {
	const program = "/bin/ls"
	if _, err := os.Stat(program); err != nil || runtime.GOOS != "linux" {
		t.Skip("no dynamically linked " + program + " on this machine")
	}
	found, err := Libraries("/", program)
	if err != nil {
		t.Fatal(err)
	}
	has := func(part string) bool {
		return slices.ContainsFunc(found, func(path string) bool { return strings.Contains(filepath.Base(path), part) })
	}
	if !has("ld-") || !has("libc.so") {
		t.Errorf("found %v, want the loader and the C library among them", found)
	}
	for _, path := range found {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestLibrariesNamesWhatIsMissing(t *testing.T) {
	const program = "/bin/ls"
	content, err := os.ReadFile(program)
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("no dynamically linked " + program + " on this machine")
	}
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "ls"), content, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Libraries(root, "/ls"); err == nil || !strings.Contains(err.Error(), "finding what /ls is linked with") {
		t.Errorf("error = %v", err)
	}
}

func TestVersion(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, Versions), []byte("nginx-common_1.22-9_all.deb\nnginx_1%3a1.22-9_amd64.deb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"nginx": "1:1.22-9", "nginx-common": "1.22-9", "ngin": ""} {
		if got := Version(dir, name); got != want {
			t.Errorf("Version(%s) = %q, want %q", name, got, want)
		}
	}
}
