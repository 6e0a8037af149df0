package images

import "strings"

// Canonical is an image's name with its registry, as registries have it: memcached:1 is docker.io/library/memcached:1.
func Canonical(image string) string {
	const hub = "docker.io/"
	path := Path(image)
	if path != image && !strings.HasPrefix(image, hub) {
		return image
	}
	if !strings.Contains(path, "/") {
		path = "library/" + path
	}
	return hub + path
}

// Path leaves the registry's host out of an image's name: the first part, where it is a host and no part of the path.
func Path(image string) string {
	host, path, found := strings.Cut(image, "/")
	if found && (strings.ContainsAny(host, ".:") || host == "localhost") {
		return path
	}
	return image
}

// Kept reports whether the lock has a row for an image: it has a tag, no digest of its own, and the tag is not the one that always moves.
func Kept(image string) bool {
	_, tag, tagged := strings.Cut(Path(image), ":")
	return tagged && tag != "" && tag != "latest" && !strings.Contains(image, "@")
}

// Value is an image as a chart's values name it, in a map of its own.
type Value struct {
	Registry   string `yaml:"registry,omitempty"`
	Repository string `yaml:"repository"`
	Tag        string `yaml:"tag"`
	// TagIsLabel says that the chart makes a label of the tag, which takes no digest.
	TagIsLabel bool `yaml:"tagIsLabel,omitempty"`
}

// Name is the image's name with its tag.
func (v Value) Name() string {
	name := v.Repository + ":" + v.Tag
	if v.Registry != "" {
		return v.Registry + "/" + name
	}
	return name
}

// Over is the image that a release's values make of it. What they pin by a digest of their own has no name here.
func (v Value) Over(values map[string]any) (Value, bool) {
	text := func(key, otherwise string) string {
		if said, _ := values[key].(string); said != "" {
			return said
		}
		return otherwise
	}
	v.Registry, v.Repository, v.Tag = text("registry", v.Registry), text("repository", v.Repository), text("tag", v.Tag)
	return v, text("digest", "")+text("sha", "") == "" && !strings.Contains(v.Tag, "@")
}

// Pinned is what its map must say so that the chart, which writes the tag behind the repository, writes the digest behind both.
func (v Value) Pinned(digest string) map[string]any {
	if algorithm, sum, found := strings.Cut(digest, ":"); found && v.TagIsLabel {
		return map[string]any{"repository": v.Repository + ":" + v.Tag + "@" + algorithm, "tag": sum}
	}
	return map[string]any{"repository": v.Repository, "tag": v.Tag + "@" + digest}
}
