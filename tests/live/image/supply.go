package image

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/name"
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
	recipe, known, err := recipeFor(image)
	if err != nil || !known {
		return Supplied{Image: image}, err
	}
	from, err := m.Make(ctx, recipe, image, file)
	return Supplied{Image: image, File: file, From: from, Made: true}, err
}

// recipeFor finds the recipe of an image by its name without the tag, with or without the registry that is everybody's default.
func recipeFor(image string) (Recipe, bool, error) {
	reference, err := name.ParseReference(image)
	if err != nil {
		return Recipe{}, false, fmt.Errorf("reading image name %q: %w", image, err)
	}
	for repository, recipe := range Recipes() {
		known, err := name.NewRepository(repository)
		if err != nil {
			return Recipe{}, false, fmt.Errorf("reading the name of recipe %q: %w", repository, err)
		}
		if known.Name() == reference.Context().Name() {
			return recipe, true, nil
		}
	}
	return Recipe{}, false, nil
}
