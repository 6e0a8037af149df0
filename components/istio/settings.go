package istio

import (
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// hub is where the chart has its images from.
const hub = "docker.io/istio"

// Images are istiod, and what it puts beside the workloads of the mesh; none where the charts do not have it. Their tag is the
// chart's version.
func Images(charts []manifest.Chart) []string {
	for _, chart := range charts {
		if chart.Release == istiodRelease {
			return []string{hub + "/pilot:" + chart.Version, hub + "/proxyv2:" + chart.Version}
		}
	}
	return nil
}

// pinned names the images with their digests, where those are known. The chart takes a name with a slash whole, so that another hub, tag or
// variant of the user's would count no more: then nothing is said.
func pinned(spec kit.Spec) kit.Tree {
	own, tree := namesImage(spec.Overrides[istiodRelease]), kit.Tree{}
	for _, image := range Images(spec.Charts) {
		name := spec.Settings.Image(image)
		switch {
		case own || !strings.Contains(name, "@"):
		case strings.HasPrefix(image, hub+"/pilot:"):
			tree["image"] = name
		default:
			tree["global"] = kit.Each(kit.Tree{"image": name}, "proxy", "proxy_init")
		}
	}
	return tree
}

// namesImage reports whether values say anything of an image, wherever.
func namesImage(values kit.Tree) bool {
	for key, value := range values {
		below, _ := value.(map[string]any)
		if slices.Contains([]string{"hub", "tag", "variant", "image"}, key) || namesImage(below) {
			return true
		}
	}
	return false
}

// settings are the cluster's, under istiod's keys. Sidecars take the registry and the domain from there, and their pull secrets
// must be in the namespaces of the mesh.
func settings(s config.ClusterSettings) kit.Tree {
	return kit.Merge(
		kit.Scheduling(s),
		kit.Under("global", kit.Merge(kit.Repository(s, "hub", hub), kit.PullSecrets(s, "imagePullSecrets"),
			kit.Under("proxy", kit.Domain(s, "clusterDomain", "", "")))),
	)
}
