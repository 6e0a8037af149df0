package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/components/istio"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/components/otel"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// lockImages gives images.lock its rows: new images are not known yet, those that nothing runs any more go.
func lockImages(project string, all []manifest.Chart, lock charts.Lock, resources []recorder.Resource, out io.Writer) error {
	file := filepath.Join(project, images.File)
	before, err := images.Read(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	list, err := imageList(all, lock, resources)
	if err != nil {
		return err
	}
	after := before.With(list)
	fmt.Fprintf(out, "%s: %d images, %d with a digest\n", file, len(after), len(after)-after.Unknown())
	return writeImages(file, after)
}

// imageList are the images that the platform runs or its charts can: those that charts' values name, those of the objects that the program
// makes itself, and those that the operator and istiod give to what they make.
func imageList(all []manifest.Chart, lock charts.Lock, resources []recorder.Resource) ([]string, error) {
	list := append(otel.OperatorImages(), istio.Images(all)...)
	for _, facts := range lock {
		for _, image := range facts.ImageValues {
			list = append(list, image.Name())
		}
	}
	var own []render.Object
	for _, r := range resources {
		if r.GetType() == render.ReleaseType {
			continue
		}
		made, err := render.Registered(r.GetType(), r.Plain(), "", render.KubeVersion)
		if err != nil {
			return nil, err
		}
		own = append(own, made...)
	}
	return append(list, footprint.Images(own)...), nil
}

func writeImages(file string, lock images.Lock) error {
	text, err := lock.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return fmt.Errorf("writing the image lock: %w", err)
	}
	return nil
}
