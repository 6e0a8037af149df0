package debian

import (
	"os"
	"path/filepath"
	"runtime"
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
	var names []string
	for path, file := range found {
		names = append(names, filepath.Base(path))
		if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s is %s: no file (%v)", path, file, err)
		}
	}
	all := strings.Join(names, " ")
	if !strings.Contains(all, "ld-") || !strings.Contains(all, "libc.so") {
		t.Errorf("found %s, want the loader and the C library among them", all)
	}
}

func TestResolveStaysInTheRoot(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "lib"), 0o700); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"loader": "/lib/real", "lib/near": "real"} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "lib/real"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/loader", "/lib/near", "/lib/real"} {
		if got, err := resolve(root, path); err != nil || got != filepath.Join(root, "lib/real") {
			t.Errorf("resolve(%s) = %s, %v", path, got, err)
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
	if err := os.WriteFile(filepath.Join(dir, Versions), []byte("nginx-common_1.22-9_all.deb\nnginx_1%3a1.22-9_amd64.deb\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"nginx": "1:1.22-9", "nginx-common": "1.22-9", "ngin": ""} {
		if got := Version(dir, name); got != want {
			t.Errorf("Version(%s) = %q, want %q", name, got, want)
		}
	}
}
