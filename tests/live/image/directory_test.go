package image

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/image"
)

const sample = "docker.io/grafana/loki:3.6.3"

func write(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(dir, "loki.tar")
	made := image.Image{Name: sample, Files: map[string]image.File{"/etc/passwd": {Text: "root", Mode: 0o644}}}
	if err := made.Write(file); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestDirectoryFindsAnImageByAnyOfItsNames(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir)
	found, err := Directory(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{sample, "grafana/loki:3.6.3"} {
		canonical, err := Canonical(name)
		if err != nil {
			t.Fatal(err)
		}
		if found[canonical] != file {
			t.Errorf("%s is in %q, want %q", name, found[canonical], file)
		}
	}
	if canonical, _ := Canonical("grafana/loki:3.6.4"); found[canonical] != "" {
		t.Error("another tag was found")
	}
}

func TestDirectoryNamesTheFileThatIsNoArchive(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "broken.tar"), []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Directory(dir); err == nil || !strings.Contains(err.Error(), "broken.tar") || !strings.Contains(err.Error(), "docker save") {
		t.Errorf("error = %v", err)
	}
	if _, err := Directory(filepath.Join(dir, "nowhere")); err == nil || !strings.Contains(err.Error(), Variable) {
		t.Errorf("error = %v", err)
	}
}
