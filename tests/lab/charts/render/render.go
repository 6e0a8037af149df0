// Package render turns a chart archive and values into Kubernetes objects, the way `helm template` does: with the
// chart's schema checked, subcharts switched on and off, hooks included and no cluster asked.
package render

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/releaseutil"
	"sigs.k8s.io/yaml"
)

// KubeVersion is the Kubernetes version that charts are rendered for where no other is asked for.
const KubeVersion = "1.34.0"

// Release is one installation of a chart: what a helm/v3.Release resource of the program says.
type Release struct {
	Name      string
	Namespace string
	// Archive is the path of the chart: a .tgz or a directory.
	Archive string
	// Values override the chart's own, as `helm template -f` does.
	Values map[string]any
	// WithoutCRDs leaves out what is in the chart's crds/.
	WithoutCRDs bool
	// APIVersions are what the cluster offers beside the built-in ones, as group/version and group/version/kind.
	APIVersions []string
	// PostRenderer is a program that everything but hooks and crds/ goes through, as Helm's --post-renderer has it; "" for none.
	PostRenderer string
}

// Object is one rendered Kubernetes object.
type Object map[string]any

// Load reads a chart archive or directory.
func Load(path string) (*chart.Chart, error) {
	c, err := loader.Load(path)
	if err != nil {
		return nil, fmt.Errorf("loading chart %s: %w", path, err)
	}
	return c, nil
}

// Objects loads the chart and renders the release for the Kubernetes version, as on a cluster that offers the built-in API
// versions, and those of the release.
func Objects(r Release, kubeVersion string) ([]Object, error) {
	definitions, objects, err := Parts(r, kubeVersion)
	return append(definitions, objects...), err
}

// Parts are what is in the chart's crds/, which Helm makes once and never again, and everything else.
func Parts(r Release, kubeVersion string) (definitions, objects []Object, err error) {
	c, err := Load(r.Archive)
	if err != nil {
		return nil, nil, err
	}
	files, err := texts(c, r, kubeVersion)
	if err != nil {
		return nil, nil, err
	}
	objects, err = Parse(files)
	if err == nil && r.PostRenderer != "" {
		objects, err = through(r.PostRenderer, objects)
	}
	if err != nil || r.WithoutCRDs {
		return nil, objects, err
	}
	crds := map[string]string{}
	for _, crd := range c.CRDObjects() {
		crds[crd.Filename] = string(crd.File.Data)
	}
	definitions, err = Parse(crds)
	return definitions, objects, err
}

// texts renders the chart's templates and returns the text of each, by path; NOTES.txt is left out. The chart is changed by
// this: Helm removes switched-off subcharts and merges imported values into it.
func texts(c *chart.Chart, r Release, kubeVersion string) (map[string]string, error) {
	capabilities := chartutil.DefaultCapabilities.Copy()
	version, err := chartutil.ParseKubeVersion(kubeVersion)
	if err != nil {
		return nil, fmt.Errorf("reading Kubernetes version %q: %w", kubeVersion, err)
	}
	capabilities.KubeVersion = *version
	capabilities.APIVersions = append(slices.Clone(capabilities.APIVersions), r.APIVersions...)
	if want := c.Metadata.KubeVersion; want != "" && !chartutil.IsCompatibleRange(want, version.String()) {
		return nil, fmt.Errorf("chart %s needs Kubernetes %s, not %s", c.Name(), want, kubeVersion)
	}
	own := Copy(r.Values)
	if err := chartutil.ProcessDependenciesWithMerge(c, own); err != nil {
		return nil, fmt.Errorf("choosing the subcharts of %s: %w", c.Name(), err)
	}
	options := chartutil.ReleaseOptions{Name: r.Name, Namespace: r.Namespace, Revision: 1, IsInstall: true}
	values, err := chartutil.ToRenderValues(c, own, options, capabilities)
	if err != nil {
		return nil, fmt.Errorf("merging the values of release %s: %w", r.Name, err)
	}
	files, err := engine.Render(c, values)
	if err != nil {
		return nil, fmt.Errorf("rendering release %s (chart %s): %w", r.Name, c.Name(), err)
	}
	for name := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(files, name)
		}
	}
	return files, nil
}

// Copy copies nested maps. Helm's merge writes into them.
func Copy(values map[string]any) map[string]any {
	copied := make(map[string]any, len(values))
	for name, v := range values {
		if m, ok := v.(map[string]any); ok {
			v = Copy(m)
		}
		copied[name] = v
	}
	return copied
}

// Parse splits rendered files into objects, ordered by file and position.
func Parse(files map[string]string) ([]Object, error) {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	var objects []Object
	for _, name := range names {
		documents := releaseutil.SplitManifests(files[name])
		keys := make([]string, 0, len(documents))
		for key := range documents {
			keys = append(keys, key)
		}
		sort.Sort(releaseutil.BySplitManifestsOrder(keys))
		for _, key := range keys {
			var object Object
			// Helm's split trims the newline that a block scalar at the end of the document has.
			if err := yaml.Unmarshal([]byte(documents[key]+"\n"), &object); err != nil {
				return nil, fmt.Errorf("reading rendered file %s: %w", name, err)
			}
			if len(object) > 0 {
				objects = append(objects, object)
			}
		}
	}
	return objects, nil
}
