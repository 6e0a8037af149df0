// Package image writes container images without a container engine: a program, what it needs, and how it is started, in one
// layer of a docker-archive.
package image

import (
	"archive/tar"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// Image is what goes into an archive.
type Image struct {
	// Name is the whole reference, with a tag.
	Name string
	// Files are the contents by absolute path. Directories above them are made.
	Files map[string]File
	// Entrypoint and User are the image's own; a pod may replace them.
	Entrypoint []string
	User       string
	// Architecture is that of its programs, as Go names it; "" is this machine's.
	Architecture string
}

// File is one of: a copy of a file of the machine, a text, a symbolic link, or, with none of them, a directory.
type File struct {
	From, Text, Link string
	// Mode is 0755 if it is zero; a directory that everybody may write in has 01777.
	Mode int64
}

// Write makes the archive.
func (i Image) Write(file string) error {
	tag, err := name.NewTag(i.Name)
	if err != nil {
		return fmt.Errorf("naming image %s: %w", i.Name, err)
	}
	layerFile := file + ".layer"
	defer os.Remove(layerFile)
	if err := i.writeLayer(layerFile); err != nil {
		return fmt.Errorf("writing the layer of image %s: %w", i.Name, err)
	}
	// The archive is read once, on this machine: compressing it would only cost time.
	layer, err := tarball.LayerFromFile(layerFile, tarball.WithCompressionLevel(gzip.NoCompression))
	if err != nil {
		return fmt.Errorf("reading the layer of image %s: %w", i.Name, err)
	}
	whole, err := mutate.ConfigFile(empty.Image, i.config())
	if err == nil {
		whole, err = mutate.AppendLayers(whole, layer)
	}
	if err != nil {
		return fmt.Errorf("putting image %s together: %w", i.Name, err)
	}
	if err := tarball.WriteToFile(file, tag, whole); err != nil {
		return fmt.Errorf("writing image %s: %w", i.Name, err)
	}
	return nil
}

func (i Image) config() *v1.ConfigFile {
	return &v1.ConfigFile{
		OS: "linux", Architecture: cmp.Or(i.Architecture, runtime.GOARCH),
		Config: v1.Config{
			Entrypoint: i.Entrypoint, User: i.User,
			Env: []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
		},
		RootFS: v1.RootFS{Type: "layers"},
	}
}

func (i Image) writeLayer(file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	archive := tar.NewWriter(out)
	made := map[string]bool{"/": true, ".": true}
	for _, to := range slices.Sorted(maps.Keys(i.Files)) {
		if err := parents(archive, made, path.Dir(to)); err != nil {
			return err
		}
		made[to] = true
		if err := i.Files[to].add(archive, to); err != nil {
			return fmt.Errorf("%s: %w", to, err)
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return out.Close()
}

func parents(archive *tar.Writer, made map[string]bool, dir string) error {
	if made[dir] {
		return nil
	}
	if err := parents(archive, made, path.Dir(dir)); err != nil {
		return err
	}
	made[dir] = true
	return File{}.add(archive, dir)
}

func (f File) add(archive *tar.Writer, to string) error {
	header := &tar.Header{Name: strings.TrimPrefix(to, "/"), Mode: f.Mode, Typeflag: tar.TypeReg}
	if f.Mode == 0 {
		header.Mode = 0o755
	}
	var content io.Reader = strings.NewReader(f.Text)
	header.Size = int64(len(f.Text))
	switch {
	case f.From != "":
		file, err := os.Open(f.From)
		if err != nil {
			return err
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		content, header.Size = file, info.Size()
	case f.Link != "":
		header.Typeflag, header.Linkname, header.Size = tar.TypeSymlink, f.Link, 0
	case f.Text == "":
		header.Typeflag = tar.TypeDir
	}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	if header.Typeflag != tar.TypeReg {
		return nil
	}
	_, err := io.Copy(archive, content)
	return err
}
