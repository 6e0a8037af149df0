package otel

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/images"
)

const operatorImages = "ghcr.io/open-telemetry/opentelemetry-operator/"

// operatorSettings are the cluster's, under the operator's keys.
func operatorSettings(spec kit.Spec) kit.Tree {
	s := spec.Settings
	image := func(source string) kit.Tree { return kit.Under("image", kit.Repository(s, "repository", source)) }
	return kit.Merge(
		kit.Domain(s, "clusterDomain", "", ""),
		kit.Scheduling(s),
		kit.PullSecretRefs(s, "imagePullSecrets"),
		kit.Under("manager", kit.Merge(image(operatorImages+"opentelemetry-operator"), managedImages(spec))),
		kit.Under("kubeRBACProxy", image("quay.io/brancz/kube-rbac-proxy")),
		kit.Under("testFramework", image("busybox")),
	)
}

// managedImages are those that the operator gives to what it makes: collectors, target allocators, and the SDKs that it injects.
func managedImages(spec kit.Spec) kit.Tree {
	s := spec.Settings
	if s.ImageRegistry == "" {
		return kit.Tree{}
	}
	managed, injected := kit.Tree{}, kit.Tree{}
	for _, chart := range spec.Charts {
		if collector, ok := kit.Lookup(chart.Values, "manager", "collectorImage", "repository").(string); ok && chart.Release == operatorRelease {
			managed["collectorImage"] = kit.Tree{"repository": s.Image(collector)}
		}
	}
	for language, tag := range injectedTags() {
		injected[language] = kit.Tree{"repository": s.Image(operatorImages + "autoinstrumentation-" + language), "tag": tag}
	}
	managed["targetAllocatorImage"] = kit.Tree{"repository": s.Image(operatorImages + "target-allocator"), "tag": operatorVersion}
	managed["autoInstrumentationImage"] = injected
	return managed
}

// operatorVersion is the operator's release, and injectedTags are what it was released with: versions.txt of that tag in
// open-telemetry/opentelemetry-operator. The chart takes a repository only together with a tag.
const operatorVersion = "0.141.0"

func injectedTags() map[string]string {
	return map[string]string{"java": "1.33.6", "nodejs": "0.67.2", "python": "0.60b0", "dotnet": "1.2.0"}
}

// builtIn are the images that the operator has built in, where values may name others. The chart takes a repository and a tag together.
func builtIn() map[string]images.Value {
	named := map[string]images.Value{"manager.targetAllocatorImage": {Repository: operatorImages + "target-allocator", Tag: operatorVersion}}
	for language, tag := range injectedTags() {
		repository := operatorImages + "autoinstrumentation-" + language
		named["manager.autoInstrumentationImage."+language] = images.Value{Repository: repository, Tag: tag}
	}
	return named
}

// OperatorImages are what the operator runs, or injects into users' pods, when it is asked to, beside collectors.
func OperatorImages() []string {
	var list []string
	for _, image := range builtIn() {
		list = append(list, image.Name())
	}
	return list
}

// obiSettings are the cluster's, under OBI's keys. It is on every node, so nodeSelector and tolerations are its own.
func obiSettings(s config.ClusterSettings) kit.Tree {
	registry := kit.Registry(s, "registry")
	return kit.Merge(kit.Under("image", kit.Merge(registry, kit.PullSecretRefs(s, "pullSecrets"))),
		kit.Under("k8sCache", kit.Under("image", registry)))
}
