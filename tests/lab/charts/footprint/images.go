package footprint

import (
	"sort"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Images lists the images of all containers among the objects, hooks and tests included, sorted, each once.
func Images(objects []render.Object) []string {
	seen := map[string]bool{}
	for _, object := range objects {
		spec, _ := object.PodSpec()
		for _, c := range Containers(spec) {
			if c.Image != "" {
				seen[c.Image] = true
			}
		}
	}
	images := make([]string, 0, len(seen))
	for image := range seen {
		images = append(images, image)
	}
	sort.Strings(images)
	return images
}
