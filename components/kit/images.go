package kit

import (
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/images"
)

// pinned adds their digests, where they are known, to the images that a release's values name. Another image or tag of the user's is
// not in images.lock, and so has none. Beside one that has, others say their tags: charts take a tag that is missing from another image.
func pinned(values, overrides Tree, named map[string]images.Value, s config.ClusterSettings) Tree {
	pieces, known := Tree{}, false
	for path, image := range named {
		keys := strings.Split(path, ".")
		said, _ := Lookup(values, keys...).(map[string]any)
		image, ours := image.Over(said)
		if !ours {
			continue
		}
		piece := Tree{"tag": image.Tag}
		if digest := s.Digest(image.Name()); digest != "" {
			piece, known = image.Pinned(digest), true
		}
		for _, key := range slices.Backward(keys) {
			piece = Tree{key: piece}
		}
		pieces = Merge(pieces, piece)
	}
	if !known || halfNamed(overrides, nil, named) {
		return values
	}
	return Merge(values, pieces)
}

// halfNamed reports whether overrides name an image without a tag where the chart takes that from another image: our digest
// would come with it.
func halfNamed(overrides Tree, at []string, named map[string]images.Value) bool {
	for key, value := range overrides {
		below, isMap := value.(map[string]any)
		if !isMap {
			continue
		}
		path := append(slices.Clone(at), key)
		_, known := named[strings.Join(path, ".")]
		if below["repository"] != nil && below["tag"] == nil && !known || halfNamed(below, path, named) {
			return true
		}
	}
	return false
}
