package keys

import (
	"maps"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/kalypsoServing/kalypso/config/images"
)

// Images are the images that a release's values name, with the chart's defaults below them and its subcharts' among them, by the path of
// their map: what has a repository. Without a tag, it is that of the program which the chart installs.
func Images(c *chart.Chart, values map[string]any) map[string]images.Value {
	named := map[string]images.Value{}
	merged := chartutil.CoalesceTables(maps.Clone(values), c.Values)
	addImages(named, "", c, merged)
	for _, d := range c.Dependencies() {
		name := subchartName(c, d)
		below, _ := merged[name].(map[string]any)
		for path, image := range Images(d, below) {
			named[name+"."+path] = image
		}
	}
	return named
}

func addImages(named map[string]images.Value, path string, c *chart.Chart, values map[string]any) {
	image, _ := images.Value{Tag: c.AppVersion()}.Over(values)
	image.TagIsLabel = slices.Contains(tagIsLabel()[c.Name()], path)
	if image.Repository != "" && images.Kept(image.Name()) {
		named[path] = image
	}
	for key, value := range values {
		below, isMap := value.(map[string]any)
		subchart := slices.ContainsFunc(c.Dependencies(), func(d *chart.Chart) bool { return path == "" && subchartName(c, d) == key })
		if isMap && !subchart && !licensed(key) {
			addImages(named, strings.TrimPrefix(path+"."+key, "."), c, below)
		}
	}
}

// licensed tells the values of what Grafana's charts install for customers only.
func licensed(key string) bool { return strings.HasPrefix(key, "enterprise") || key == "provisioner" }

// tagIsLabel are the charts that put a tag into app.kubernetes.io/version as it is, with the path of its map. A test of the rendered
// labels tells of others.
func tagIsLabel() map[string][]string {
	return map[string][]string{"opentelemetry-operator": {"manager.image"}, "alloy": {"image"}, "grafana-agent": {"image"}}
}
