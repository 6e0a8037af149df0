// Package image knows which images a directory of archives holds, and how to make those that can be made.
package image

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// Variable names the environment variable that says where image archives are: a directory with files that `docker save`
// or `skopeo copy docker://NAME docker-archive:FILE.tar:NAME` wrote, called *.tar.
const Variable = "KALYPSO_IMAGES"

// Directory lists the images of the archives in a directory: from the images' names, made comparable by Canonical, to files.
func Directory(dir string) (map[string]string, error) {
	found := map[string]string{}
	if dir == "" {
		return found, nil
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("looking for image archives in %s=%s: %w", Variable, dir, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.tar"))
	if err != nil {
		return nil, fmt.Errorf("looking for image archives in %s=%s: %w", Variable, dir, err)
	}
	for _, file := range files {
		manifest, err := tarball.LoadManifest(func() (io.ReadCloser, error) { return os.Open(file) })
		if err != nil {
			return nil, fmt.Errorf("reading image archive %s (`docker save IMAGE -o FILE.tar` writes one): %w", file, err)
		}
		for _, one := range manifest {
			for _, tag := range one.RepoTags {
				canonical, err := Canonical(tag)
				if err != nil {
					return nil, fmt.Errorf("reading image archive %s: %w", file, err)
				}
				found[canonical] = file
			}
		}
	}
	return found, nil
}

// Canonical makes names of one image equal: charts write docker.io/grafana/loki and grafana/loki.
func Canonical(image string) (string, error) {
	reference, err := name.ParseReference(image)
	if err != nil {
		return "", fmt.Errorf("reading image name %q: %w", image, err)
	}
	return reference.Name(), nil
}
