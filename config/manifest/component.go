// Package manifest reads manifests/: one directory per component, in the format of the older Kustomize delivery, so
// that its directories drop in unchanged.
//
//	manifests/<component>/namespace.yaml      the Namespace; its annotation argocd.argoproj.io/sync-wave is the wave
//	                                          and kalypso.io/after, of a drop-in, names what must be ready first
//	manifests/<component>/kustomization.yaml  helmCharts (name, repo, version, releaseName, ...) and resources
//	manifests/<component>/<values>.yaml       the charts' values, named by the kustomization
//	manifests/<component>/dashboards/<folder>/<name>.json    dashboards, in that folder of Grafana
//	manifests/<component>/rules/<subject>.yaml               rules that Mimir evaluates
//	manifests/<component>/log-rules/<subject>.yaml           rules that Loki evaluates
//	manifests/<component>/runbooks/<alert>.md                what to do when an alert of the component fires
//
// Only what the program deploys faithfully is accepted. What is not (remote bases, plugins) is an error that names file and key,
// never silently left out.
package manifest

import (
	"github.com/kalypsoServing/kalypso/config/dashboards"
	"github.com/kalypsoServing/kalypso/config/rules"
)

// Object is one Kubernetes object as written, with apiVersion, kind and metadata.name. Whole numbers are int.
type Object = map[string]any

// Component is one directory of manifests/.
type Component struct {
	// Name is the directory's name, and the component's name everywhere: in the config, the graph and messages.
	Name string
	// File is its kustomization, from the project's root.
	File string
	// Wave is the component's place in the promised order: it starts when every component of lower waves is ready.
	Wave int
	// After names the components that must be ready first (AfterAnnotation). Nil where the annotation is not written.
	After []string
	// Namespace is the one namespace that the component owns.
	Namespace Namespace
	// Charts become Helm releases, in this order. Empty for a directory of resources only.
	Charts []Chart
	// Objects are the documents of the listed resources, in order, without the Namespace. Lists are taken apart.
	Objects []Object
	// Outside are the files and directories that it reads and that are not in manifests/, relative to the project, sorted.
	Outside []string
	// Definitions are what a chart's crds/ become where Kustomize changes them; empty before they are asked for.
	Definitions []Object
	// Customize is what Kustomize does to what the charts render; nil for nothing.
	Customize *Customization
	// Dashboards are sorted by their files.
	Dashboards []Dashboard
	// Rules are in PromQL, LogRules in LogQL, both sorted by their files.
	Rules, LogRules []RuleFile
	// Runbooks are texts by the name of an alert.
	Runbooks map[string]string
}

// Dashboard is a dashboard with its place.
type Dashboard struct {
	dashboards.Dashboard
	// Folder is Grafana's, "" for the component's name; File is the path below manifests/.
	Folder, File string
}

// RuleFile is a rule file with its place.
type RuleFile struct {
	rules.File
	// Name is that of the file, without its directory.
	Name string
}

// Namespace is the content of namespace.yaml that matters to the cluster.
type Namespace struct {
	Name string
	// Labels and Annotations are nil where the file has none. The sync-wave annotation is kept.
	Labels, Annotations map[string]string
}

// Chart is one entry of helmCharts: a chart's pin, and the release to make of it.
type Chart struct {
	// Name is the chart's name in its repository.
	Name string
	// Repo is the repository's address: http(s):// or oci://. Empty only where Home holds the chart.
	Repo string
	// Version is the exact version, as the repository writes it, with or without a leading v.
	Version string
	// Release and Namespace say what the release is called and where it is. Namespace is the component's own.
	Release, Namespace string
	// Values are the merged values: valuesFile, valuesInline over it, additionalValuesFiles over both. Never nil.
	Values map[string]any
	// Home is the directory of vendored charts (helmGlobals.chartHome, default charts) relative to the project's root, like
	// "manifests/minio/charts", if an unpacked copy of this chart is in it: <home>/<name>-<version>/<name>, as Kustomize
	// leaves it, or <home>/<name>. Empty if there is none.
	Home string
	// IncludeCRDs says whether what is in the chart's crds/ is installed; nil where the key is not written. Kustomize leaves it out then,
	// the platform's own charts bring it.
	IncludeCRDs *bool
	// SkipHooks says that the chart's hooks are not run.
	SkipHooks bool
	// Foreign says that the entry names a cluster (apiVersions, kubeVersion): here the real one says what it is.
	Foreign bool
}
