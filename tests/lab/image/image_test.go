package image

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

const sample = "docker.io/grafana/loki:3.6.3"

func write(t *testing.T, dir string) string {
	t.Helper()
	program := filepath.Join(dir, "program")
	if err := os.WriteFile(program, []byte("binary"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "loki.tar")
	err := Image{
		Name: sample, Entrypoint: []string{"/usr/bin/loki"}, User: "10001",
		Files: map[string]File{
			"/usr/bin/loki": {From: program}, "/bin/sh": {Link: "/bin/busybox"}, "/tmp": {Mode: 0o1777}, "/etc/passwd": {Text: "root", Mode: 0o644},
		},
	}.Write(file)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAnImageHoldsItsFilesAndSaysHowItStarts(t *testing.T) {
	image, err := tarball.ImageFromPath(write(t, t.TempDir()), nil)
	if err != nil {
		t.Fatal(err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.OS == "" || config.Architecture == "" || config.Config.Entrypoint[0] != "/usr/bin/loki" || config.Config.User != "10001" {
		t.Errorf("config = %+v", config)
	}
	files := map[string]string{}
	content := mutate.Extract(image)
	defer content.Close()
	for archive := tar.NewReader(content); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = strings.TrimSpace(header.FileInfo().Mode().String() + " " + header.Linkname + string(text))
	}
	for file, want := range map[string]string{
		"usr/bin": "drwxr-xr-x", "usr/bin/loki": "-rwxr-xr-x binary", "bin/sh": "Lrwxr-xr-x /bin/busybox",
		"tmp": "dtrwxrwxrwx", "etc/passwd": "-rw-r--r-- root",
	} {
		if files[file] != want {
			t.Errorf("%s is %q, want %q", file, files[file], want)
		}
	}
}
