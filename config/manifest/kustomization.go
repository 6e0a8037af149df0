package manifest

import (
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// kustomizationNames are what the file may be called (konfig.RecognizedKustomizationFileNames of Kustomize).
func kustomizationNames() []string {
	return []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}
}

// findKustomization settles what the file is called here: the first name where there is none.
func (d *directory) findKustomization() {
	var found []string
	for _, name := range kustomizationNames() {
		if info, err := fs.Stat(d.fsys, path.Join(d.name, name)); err == nil && !info.IsDir() {
			found = append(found, name)
		}
	}
	d.kustomizationFile = append(found, kustomizationNames()[0])[0]
	if len(found) > 1 {
		d.report("", "", "has %s, and one of them is not meant: remove it", strings.Join(found, " and "))
	}
}

// kustomization is the part of Kustomize's format that is supported; every other key is reported.
type kustomization struct {
	APIVersion  string   `key:"apiVersion"`
	Kind        string   `key:"kind"`
	Namespace   string   `key:"namespace"`
	HelmCharts  []pin    `key:"helmCharts"`
	Resources   []string `key:"resources"`
	HelmGlobals struct {
		ChartHome string `key:"chartHome"`
	} `key:"helmGlobals"`
}

type pin struct {
	Name                  string         `key:"name"`
	Repo                  string         `key:"repo"`
	Version               string         `key:"version"`
	ReleaseName           string         `key:"releaseName"`
	Namespace             string         `key:"namespace"`
	ValuesFile            string         `key:"valuesFile"`
	AdditionalValuesFiles []string       `key:"additionalValuesFiles"`
	ValuesInline          map[string]any `key:"valuesInline"`
	ValuesMerge           string         `key:"valuesMerge"`
	IncludeCRDs           *bool          `key:"includeCRDs"`
	NameTemplate          string         `key:"nameTemplate"`
	APIVersions           []string       `key:"apiVersions"`
	KubeVersion           string         `key:"kubeVersion"`
	SkipHooks             bool           `key:"skipHooks"`
	// SkipTests, Debug and Devel change nothing of what is deployed: tests are no part of a release, and versions are exact.
	SkipTests bool `key:"skipTests"`
	Debug     bool `key:"debug"`
	Devel     bool `key:"devel"`
}

var (
	address = regexp.MustCompile(`^(https?|oci)://[^/]`)
	// exact is a full version: a range would make two runs install two things.
	exact = regexp.MustCompile(`^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
	// release is Helm's own rule for release names; the limit of 53 characters leaves room for suffixes.
	release = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
)

// kustomization reads kustomization.yaml; namespace is the component's, or empty where that could not be read.
func (d *directory) kustomization(namespace string) (charts []Chart, objects []Object) {
	source, ok := d.one("", "", d.kustomizationFile, helm)
	if !ok {
		return nil, nil
	}
	var doc kustomization
	prefix := parent + "/" + d.name + "/" + d.kustomizationFile + ": "
	d.problems = append(d.problems, strict.DecodeSupported("not supported", prefix, source, &doc)...)
	if doc.APIVersion != "" && !strings.HasPrefix(doc.APIVersion, "kustomize.config.k8s.io/") {
		d.report(d.kustomizationFile, "apiVersion", "found %q, want kustomize.config.k8s.io/v1beta1", doc.APIVersion)
	}
	if doc.Kind != "" && doc.Kind != "Kustomization" {
		d.report(d.kustomizationFile, "kind", "found %q, want Kustomization", doc.Kind)
	}
	d.sameNamespace("namespace", doc.Namespace, namespace)
	home := d.chartHome(doc.HelmGlobals.ChartHome)
	for i, pin := range doc.HelmCharts {
		charts = append(charts, d.chart("helmCharts["+strconv.Itoa(i)+"]", pin, namespace, home))
	}
	return charts, d.resources(doc.Resources, namespace, doc.Namespace != "")
}

func (d *directory) sameNamespace(at, found, want string) {
	if found != "" && want != "" && found != want {
		d.report(d.kustomizationFile, at, "found %q, want %q, the one namespace of this component (%s)", found, want, namespaceFile)
	}
}

// releaseName is what the entry calls its release, by either key.
func (d *directory) releaseName(at string, pin pin) string {
	switch {
	case strings.Contains(pin.NameTemplate, "{{"):
		d.report(d.kustomizationFile, at+".nameTemplate", "found %q: a release keeps its name; write the one that it has as releaseName", pin.NameTemplate)
	case pin.NameTemplate != "":
		return pin.NameTemplate // as with Helm, it counts more
	case pin.ReleaseName == "" && !d.reported(d.kustomizationFile, at+".releaseName"):
		d.report(d.kustomizationFile, at+".releaseName", "missing; Kustomize makes up another name with each build, and a release keeps its own: write one")
	}
	return pin.ReleaseName
}

// chart checks one entry of helmCharts and reads its values.
func (d *directory) chart(at string, pin pin, namespace, home string) Chart {
	for _, field := range []struct{ key, text string }{{"name", pin.Name}, {"version", pin.Version}} {
		if field.text == "" && !d.reported(d.kustomizationFile, at+"."+field.key) {
			d.report(d.kustomizationFile, at+"."+field.key, "missing")
		}
	}
	pin.ReleaseName = d.releaseName(at, pin)
	if pin.Version != "" && !exact.MatchString(pin.Version) {
		d.report(d.kustomizationFile, at+".version", "found %q, want one exact version like 1.2.3", pin.Version)
	}
	if pin.ReleaseName != "" && (len(pin.ReleaseName) > 53 || !release.MatchString(pin.ReleaseName)) {
		d.report(d.kustomizationFile, at+".releaseName", "found %q, want at most 53 small letters, digits, - and .", pin.ReleaseName)
	}
	d.sameNamespace(at+".namespace", pin.Namespace, namespace)
	if len(pin.APIVersions) > 0 || pin.KubeVersion != "" {
		d.report(d.kustomizationFile, at, "apiVersions and kubeVersion are for a build without a cluster; here the cluster says what it is: remove them")
	}
	vendored := d.vendored(pin, home)
	if pin.Repo == "" && vendored == "" && !d.reported(d.kustomizationFile, at+".repo") {
		d.report(d.kustomizationFile, at+".repo", "missing, and no copy of the chart is in the directory %s", home)
	} else if pin.Repo != "" && !address.MatchString(pin.Repo) {
		d.report(d.kustomizationFile, at+".repo", "found %q, want an address that starts with https://, http:// or oci://", pin.Repo)
	}
	return Chart{
		Name: pin.Name, Repo: pin.Repo, Version: pin.Version, Release: pin.ReleaseName, Namespace: namespace,
		Values: d.values(at, pin), Home: vendored, IncludeCRDs: pin.IncludeCRDs, SkipHooks: pin.SkipHooks,
	}
}
