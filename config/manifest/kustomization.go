package manifest

import (
	"cmp"
	"io/fs"
	"maps"
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
		if info, err := fs.Stat(d.fsys, d.in(name)); err == nil && !info.IsDir() {
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
	libraryKeys
}

type pin struct {
	Name                  string         `key:"name"`
	Repo                  string         `key:"repo"`
	Version               string         `key:"version"`
	ReleaseName           string         `key:"releaseName"`
	Namespace             string         `key:"namespace"`
	ValuesFile            string         `key:"valuesFile"`
	AdditionalValuesFiles []string       `key:"additionalValuesFiles"`
	ValuesInline          map[string]any `key:"valuesInline" nulls:"kept"`
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

// kustomization reads kustomization.yaml, as far as it does not depend on the namespace.
func (d *directory) kustomization() (doc kustomization) {
	source, ok := d.one("", "", d.kustomizationFile, helm)
	if !ok {
		return doc
	}
	if keys, isMap := source.(map[string]any); isMap {
		maps.DeleteFunc(keys, func(_ string, value any) bool { return value == nil }) // a key alone says nothing
	}
	d.plugins(source)
	d.problems = append(d.problems, strict.DecodeSupported("not supported", d.in(d.kustomizationFile)+": ", source, &doc)...)
	if doc.APIVersion != "" && !strings.HasPrefix(doc.APIVersion, "kustomize.config.k8s.io/") {
		d.report(d.kustomizationFile, "apiVersion", "found %q, want kustomize.config.k8s.io/v1beta1", doc.APIVersion)
	}
	if doc.Kind != "" && doc.Kind != "Kustomization" {
		d.report(d.kustomizationFile, "kind", "found %q, want Kustomization", doc.Kind)
	}
	return doc
}

// plugins reports and removes the keys by which Kustomize runs programs.
func (d *directory) plugins(source any) {
	keys, _ := source.(map[string]any)
	for _, key := range []string{"generators", "transformers", "validators"} {
		if something(keys[key]) {
			d.report(d.kustomizationFile, key, "is a plugin, which runs a program: write what it does as a key of the kustomization (patches, "+
				"labels, images, configMapGenerator), or save what it makes as a file")
		}
		delete(keys, key)
	}
}

// charts reads the entries of helmCharts.
func (d *directory) charts(doc kustomization, namespace string) (charts []Chart) {
	home := d.chartHome(doc.HelmGlobals.ChartHome)
	for i, pin := range doc.HelmCharts {
		at := "helmCharts[" + strconv.Itoa(i) + "]"
		vendored, version := d.vendored(pin, home)
		pin.Version = cmp.Or(pin.Version, version)
		d.pinned(i, at, pin)
		charts = append(charts, d.chart(at, pin, namespace, home, vendored))
	}
	return charts
}

func (d *directory) sameNamespace(at, found, want string) {
	if found != "" && want != "" && found != want {
		d.report(d.kustomizationFile, at, "found %q, want %q, the one namespace of this component (%s)", found, want, namespaceFile)
	}
}

// unnamed is what `helm template` calls a release without a name, as Kustomize runs it (cmd/helm/template.go of Helm 3.18).
const unnamed = "release-name"

// releaseName is what the entry calls its release, by either key.
func (d *directory) releaseName(at string, pin pin) string {
	switch {
	case strings.Contains(pin.NameTemplate, "{{"):
		d.report(d.kustomizationFile, at+".nameTemplate", "found %q: a release keeps its name; write the one that it has as releaseName",
			pin.NameTemplate)
		return ""
	case pin.NameTemplate != "" && pin.ReleaseName != "":
		d.report(d.kustomizationFile, at, "has releaseName and nameTemplate, and Helm takes one of them: remove nameTemplate")
	}
	return cmp.Or(pin.ReleaseName, pin.NameTemplate, unnamed)
}

// chart checks one entry of helmCharts and reads its values.
func (d *directory) chart(at string, pin pin, namespace, home, vendored string) Chart {
	if pin.Name == "" && !d.reported(d.kustomizationFile, at+".name") {
		d.report(d.kustomizationFile, at+".name", "missing")
	}
	pin.ReleaseName = d.releaseName(at, pin)
	if pin.ReleaseName != "" && (len(pin.ReleaseName) > 53 || !release.MatchString(pin.ReleaseName)) {
		d.report(d.kustomizationFile, at+".releaseName", "found %q, want at most 53 small letters, digits, - and .", pin.ReleaseName)
	}
	d.sameNamespace(at+".namespace", pin.Namespace, namespace)
	if pin.Repo == "" && vendored == "" && !d.reported(d.kustomizationFile, at+".repo") {
		d.report(d.kustomizationFile, at+".repo", "missing, and no copy of the chart is in the directory %s", home)
	} else if pin.Repo != "" && !address.MatchString(pin.Repo) {
		d.report(d.kustomizationFile, at+".repo", "found %q, want an address that starts with https://, http:// or oci://", pin.Repo)
	}
	return Chart{
		Name: pin.Name, Repo: pin.Repo, Version: pin.Version, Release: pin.ReleaseName, Namespace: namespace,
		Values: d.values(at, pin), Home: vendored, IncludeCRDs: pin.IncludeCRDs, SkipHooks: pin.SkipHooks,
		Foreign: len(pin.APIVersions) > 0 || pin.KubeVersion != "",
	}
}
