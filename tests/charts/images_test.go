package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// everyDigest is the shipped images.lock as if each image's digest were known. The digests are made up.
func everyDigest(t *testing.T) images.Lock {
	t.Helper()
	lock, err := images.Read("../../images.lock")
	require.NoError(t, err)
	for image := range lock {
		lock[image] = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(image)))
	}
	return lock
}

// rendersWith are all objects of a stack with that images.lock, the program's own among them; those for `helm test` are left out.
func rendersWith(t *testing.T, lock images.Lock, keys stackstest.Config) []render.Object {
	t.Helper()
	dir, project := real(t), stackstest.Project(t)
	stackstest.WriteImages(t, project, lock)
	p := record(t, project, keys)
	all := slices.Clone(p.objects)
	for _, r := range p.releases {
		all = append(all, r.rendered(t, dir, "1.34.0")...)
	}
	return slices.DeleteFunc(all, render.Object.Test)
}

var (
	// inText is an image in an argument, a variable or a file.
	inText = regexp.MustCompile(`\b(docker\.io|quay\.io|ghcr\.io|registry\.k8s\.io|registry\.example\.org:5000)/` +
		`[\w./-]+:[\w.-]+(@sha256:[0-9a-f]{64})?`)
	label = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$`)
)

// TestEveryImageHasItsDigest: of every stack that the other tests know, as container, argument, variable or in a file.
func TestEveryImageHasItsDigest(t *testing.T) {
	lock := everyDigest(t)
	digests := slices.Collect(maps.Values(lock))
	every := maps.Clone(variants)
	maps.Copy(every, elsewhere)
	delete(every, "wiring of their own") // its own container names its own image
	for variant, keys := range every {
		t.Run(variant, func(t *testing.T) {
			objects, seen := rendersWith(t, lock, keys), 0
			for _, image := range footprint.Images(objects) {
				name, digest, _ := strings.Cut(image, "@")
				if assert.Contains(t, digests, digest, "%s has no digest, or a wrong one", image) && !strings.HasPrefix(name, "registry.example.org") {
					assert.Equal(t, lock.Digest(name), digest, image)
				}
				seen++
			}
			assert.Greater(t, seen, 10)
			for _, object := range objects {
				if object.Kind() == "CustomResourceDefinition" {
					continue
				}
				for _, image := range inText.FindAllString(printed(t, object), -1) {
					assert.Contains(t, image, "@sha256:", object.ID())
				}
				for _, path := range [][]string{{"metadata", "labels"}, {"spec", "template", "metadata", "labels"}} {
					labels, _ := render.At[map[string]any](object, path...)
					for key, value := range labels {
						assert.Regexp(t, label, value, "label %s of %s", key, object.ID())
					}
				}
			}
		})
	}
}

// TestAnotherImageHasNoDigestOfOurs: a digest belongs to one tag of one image.
func TestAnotherImageHasNoDigestOfOurs(t *testing.T) {
	tag := func(value string) map[string]any { return map[string]any{"tag": value} }
	values := func(tree map[string]any) map[string]any { return map[string]any{"values": tree} }
	objects := rendersWith(t, everyDigest(t), stackstest.Config{"components": map[string]any{
		"loki":    values(map[string]any{"loki": map[string]any{"image": tag("3.6.4")}}),
		"mimir":   values(map[string]any{"distributor": map[string]any{"image": map[string]any{"repository": "example.org/mimir"}}}),
		"tempo":   values(map[string]any{"tempo": map[string]any{"image": tag("2.9.0")}, "ingester": map[string]any{"image": tag("2.9.1")}}),
		"grafana": values(map[string]any{"image": map[string]any{"sha": strings.Repeat("a", 64)}}),
		"istio":   values(map[string]any{"istiod": map[string]any{"global": map[string]any{"hub": "example.org/istio"}}}),
		"minio":   values(map[string]any{"mcImage": tag("RELEASE.2025-08-14T00-00-00Z")}),
		"otel": values(map[string]any{"opentelemetry-operator": map[string]any{"manager": map[string]any{
			"collectorImage": map[string]any{"repository": "example.org/collector"}}}}),
	}})
	found := footprint.Images(objects)
	for _, image := range []string{"docker.io/grafana/loki:3.6.4", "example.org/mimir:r373-22b5f87d", "docker.io/grafana/mimir:r373-22b5f87d",
		"docker.io/grafana/tempo:2.9.1", "docker.io/grafana/grafana:12.3.1@sha256:" + strings.Repeat("a", 64), "example.org/istio/pilot:1.28.3",
		"quay.io/minio/mc:RELEASE.2025-08-14T00-00-00Z"} {
		assert.Contains(t, found, image)
	}
	assert.Contains(t, strings.Join(found, "\n"), "docker.io/grafana/tempo:2.9.0@sha256:", "the same tag again is ours")
	var text strings.Builder
	for _, object := range objects {
		text.WriteString(printed(t, object))
	}
	assert.Contains(t, text.String(), "--collector-image=example.org/collector:0.141.0\n")
}
