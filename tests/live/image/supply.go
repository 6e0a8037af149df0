package image

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// Supplied is one image that the stack runs, and where it came from.
type Supplied struct {
	Image string
	// File is its archive; empty if the image is not to be had here.
	File string
	// From says what it is: an archive of the directory, or what its program was built from.
	From string
	// Made is true for an image of ours: its program may be of another version than its tag says.
	Made bool
}

// Supply finds each image in the directory's archives, else makes it into dir by its recipe.
func (m Maker) Supply(ctx context.Context, images []string, archives map[string]string, dir string) ([]Supplied, error) {
	var all []Supplied
	for i, image := range images {
		one, err := m.supply(ctx, image, archives, filepath.Join(dir, fmt.Sprintf("%02d.tar", i)))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (m Maker) supply(ctx context.Context, image string, archives map[string]string, file string) (Supplied, error) {
	canonical, err := Canonical(image)
	if err != nil {
		return Supplied{}, err
	}
	if archive := archives[canonical]; archive != "" {
		return Supplied{Image: image, File: archive, From: "image archive " + filepath.Base(archive)}, nil
	}
	repository, _, _ := strings.Cut(strings.TrimPrefix(image, "docker.io/"), ":")
	recipe, known := Recipes()[repository]
	if !known {
		recipe, known = Recipes()["docker.io/"+repository]
	}
	if !known {
		return Supplied{Image: image}, nil
	}
	from, err := m.Make(ctx, recipe, image, file)
	return Supplied{Image: image, File: file, From: from, Made: true}, err
}
