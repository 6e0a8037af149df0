// Package image makes a container image of this program, without a container engine.
package image

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// program is the program in the image, user who it runs as.
const (
	program = "/verify"
	user    = "65532:65532"
)

// Build compiles this program for Linux, of the module in that directory, statically.
func Build(ctx context.Context, module, arch string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "kalypso-verify-")
	if err != nil {
		return nil, fmt.Errorf("making a scratch directory: %w", err)
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "verify")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags=-s -w",
		"-o", binary, "./verify")
	build.Dir, build.Env = module, append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
	if complaints, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building verify for linux/%s: %w\n%s", arch, err, complaints)
	}
	text, err := os.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("reading the built program: %w", err)
	}
	return text, nil
}

// Write writes a docker-archive with that program into a file.
func Write(file, reference, arch string, binary []byte) error {
	tag, err := name.NewTag(reference)
	if err != nil {
		return fmt.Errorf("naming the image %s: %w", reference, err)
	}
	content, err := archive(binary)
	if err != nil {
		return fmt.Errorf("packing the program: %w", err)
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil })
	if err != nil {
		return fmt.Errorf("making the image's layer: %w", err)
	}
	image, err := mutate.ConfigFile(empty.Image, &v1.ConfigFile{
		OS: "linux", Architecture: arch, Config: v1.Config{Entrypoint: []string{program}, User: user}, RootFS: v1.RootFS{Type: "layers"},
	})
	if err == nil {
		image, err = mutate.AppendLayers(image, layer)
	}
	if err != nil {
		return fmt.Errorf("putting the image together: %w", err)
	}
	if err := tarball.WriteToFile(file, tag, image); err != nil {
		return fmt.Errorf("writing the image: %w", err)
	}
	return nil
}

func archive(binary []byte) ([]byte, error) {
	var content bytes.Buffer
	out := tar.NewWriter(&content)
	if err := out.WriteHeader(&tar.Header{Name: program[1:], Mode: 0o755, Size: int64(len(binary)), Typeflag: tar.TypeReg}); err != nil {
		return nil, err
	}
	if _, err := out.Write(binary); err != nil {
		return nil, err
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return content.Bytes(), nil
}
