// Package addon deploys a directory of manifests/ that no typed component claims: its charts become Releases, one after
// the other in their listed order, its resources become objects. It needs no code of its own.
package addon

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Args are what the directory and the configuration decide.
type Args struct {
	kit.Spec
}

// Addon is the deployed directory.
type Addon struct {
	kit.Component
}

// New deploys the directory: first the objects that a chart may need to start, then the charts in order, then workloads
// and custom resources, whose definitions a chart may have brought.
func New(ctx *pulumi.Context, args Args, opts ...pulumi.ResourceOption) (*Addon, error) {
	a := &Addon{}
	if err := a.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	early, late := split(args.Objects)
	var previous []pulumi.Resource
	for _, object := range early {
		made, err := a.Object(object)
		if err != nil {
			return nil, err
		}
		previous = append(previous, made)
	}
	for _, chart := range args.Charts {
		release, err := a.Release(chart.Release, kit.Values{}, previous...)
		if err != nil {
			return nil, err
		}
		previous = append(previous, release)
	}
	for _, object := range late {
		if _, err := a.Object(object, previous...); err != nil {
			return nil, err
		}
	}
	return a, a.Finish(pulumi.Map{"namespace": pulumi.String(args.Namespace.Name)})
}

// split parts objects into those that others start from and those that start. It stands in for the order by kind that
// `kubectl apply -k` and ArgoCD give.
func split(objects []manifest.Object) (early, late []manifest.Object) {
	for _, object := range objects {
		if startsFrom(object) {
			early = append(early, object)
		} else {
			late = append(late, object)
		}
	}
	return early, late
}

// startsFrom says whether an object only has to exist: configuration, identity, storage, definitions, policy.
func startsFrom(object manifest.Object) bool {
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	group, _, grouped := strings.Cut(apiVersion, "/")
	if !grouped {
		return kind != "Pod" && kind != "ReplicationController"
	}
	switch group {
	case "rbac.authorization.k8s.io", "storage.k8s.io", "scheduling.k8s.io", "apiextensions.k8s.io", "networking.k8s.io", "policy":
		return true
	}
	return false
}
