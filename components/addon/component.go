// Package addon deploys a directory of manifests/ that no typed component claims: its charts become Releases, one after
// the other in their listed order, its resources become objects. It needs no code of its own.
package addon

import (
	"slices"
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

// New deploys the directory in the order of its objects' annotations (manifest.Step): each step waits for those before it. The charts
// are in the middle, one after the other. What has no annotation is made with them: first the objects that a chart may need to start,
// then the charts, then workloads and custom resources, whose definitions a chart may have brought.
func New(ctx *pulumi.Context, args Args, opts ...pulumi.ResourceOption) (*Addon, error) {
	a := &Addon{}
	if err := a.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	var before []pulumi.Resource
	for _, step := range steps(args.Objects) {
		objects, late := step.objects, []manifest.Object(nil)
		if step.Step == (manifest.Step{}) {
			objects, late = split(step.objects)
		}
		if err := a.add(&before, objects); err != nil {
			return nil, err
		}
		if step.Step != (manifest.Step{}) {
			continue
		}
		for _, chart := range args.Charts {
			release, err := a.Release(chart.Release, kit.Values{}, before...)
			if err != nil {
				return nil, err
			}
			before = append(before, release)
		}
		if err := a.add(&before, late); err != nil {
			return nil, err
		}
	}
	return a, a.Finish(pulumi.Map{"namespace": pulumi.String(args.Namespace.Name)})
}

// add makes objects that wait for all that is there, and adds them to it.
func (a *Addon) add(there *[]pulumi.Resource, objects []manifest.Object) error {
	var made []pulumi.Resource
	for _, object := range objects {
		one, err := a.Object(object, *there...)
		if err != nil {
			return err
		}
		made = append(made, one)
	}
	*there = append(*there, made...)
	return nil
}

// step is what is made at the same time.
type step struct {
	manifest.Step
	objects []manifest.Object
}

// steps groups objects by their steps, in order. The step of the charts is always there.
func steps(objects []manifest.Object) []step {
	all := []step{{}}
	for _, object := range objects {
		at := manifest.StepOf(object)
		i := slices.IndexFunc(all, func(s step) bool { return s.Step == at })
		if i < 0 {
			i, all = len(all), append(all, step{Step: at})
		}
		all[i].objects = append(all[i].objects, object)
	}
	slices.SortFunc(all, func(a, b step) int { return a.Compare(b.Step) })
	return all
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
