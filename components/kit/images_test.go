package kit

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/images"
)

func TestPinnedValues(t *testing.T) {
	sum := strings.Repeat("1", 64)
	named := map[string]images.Value{
		"app.image": {Registry: "docker.io", Repository: "a/a", Tag: "1"}, "side.image": {Repository: "quay.io/b/b", Tag: "2"},
		"labelled": {Repository: "quay.io/c/c", Tag: "3", TagIsLabel: true},
	}
	image := func(key string, fields Tree) Tree { return Tree{key: Tree{"image": fields}} }
	app := Tree{"repository": "a/a", "tag": "1@sha256:" + sum}
	others := Merge(image("side", Tree{"tag": "2"}), Tree{"labelled": Tree{"tag": "3"}})
	known := images.Lock{"docker.io/a/a:1": "sha256:" + sum}
	for name, c := range map[string]struct {
		lock              images.Lock
		registry          string
		overrides, values Tree
		want              Tree
	}{
		"unknown": {images.Lock{"docker.io/a/a:1": images.Unknown}, "", nil, Tree{"x": 1}, Tree{"x": 1}},
		"known":   {known, "", nil, nil, Merge(image("app", app), others)},
		"a label": {images.Lock{"quay.io/c/c:3": "sha256:" + sum}, "", nil, nil,
			Merge(image("app", Tree{"tag": "1"}), others, Tree{"labelled": Tree{"repository": "quay.io/c/c:3@sha256", "tag": sum}})},
		"own tag":   {known, "", nil, image("app", Tree{"tag": "7"}), image("app", Tree{"tag": "7"})},
		"own image": {known, "", nil, image("app", Tree{"repository": "z/z"}), image("app", Tree{"repository": "z/z"})},
		"own digest": {known, "", nil, image("app", Tree{"digest": "sha256:x"}),
			image("app", Tree{"digest": "sha256:x"})},
		"an image that takes its tag from another": {known, "", image("part", Tree{"repository": "z/z"}),
			image("part", Tree{"repository": "z/z"}), image("part", Tree{"repository": "z/z"})},
		"a mirror": {known, "m.example/x", nil, image("app", Tree{"registry": "m.example/x"}),
			Merge(image("app", Merge(app, Tree{"registry": "m.example/x"})), others)},
	} {
		t.Run(name, func(t *testing.T) {
			settings := config.ClusterSettings{ImageRegistry: c.registry, Images: c.lock}
			assert.Equal(t, c.want, pinned(c.values, c.overrides, named, settings))
		})
	}
}
