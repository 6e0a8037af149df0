package kit

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

const claimKind = "PersistentVolumeClaim"

// Data says what becomes of what a component stores when the component is removed, and what is there from before.
type Data struct {
	// Policy is "" where nothing is stored.
	Policy config.Data
	// Stack is whose it is.
	Stack string
	// Left says whether a Namespace, or a claim as namespace/name, was left by this stack to be taken over; nil for nothing.
	Left func(kind, name string) bool
}

// Kept says whether it outlives the component.
func (d Data) Kept() bool { return d.Policy == config.Keep }

// marked adds to a namespace's annotations whose it is and what becomes of it: updates of which the component is no part go by that.
func (d Data) marked(annotations map[string]string) map[string]string {
	if d.Policy == "" {
		return annotations
	}
	all := map[string]string{}
	maps.Copy(all, annotations)
	all[manifest.StackAnnotation], all[manifest.DataAnnotation], all[manifest.ForceAnnotation] = d.Stack, string(d.Policy), "true"
	return all
}

// claim is a claim among the component's objects, as it can be taken over.
func (d Data) claim(object manifest.Object) manifest.Object {
	if !d.Kept() {
		return object
	}
	return Merge(object, manifest.Object{"metadata": Tree{"annotations": Tree{manifest.ForceAnnotation: "true"}}})
}

// options keep an object from being deleted, and take over one that is there. In the state a destroy finds the first, which runs no
// program. An object that the state has already is not imported again.
func (d Data) options(kind, name string) []pulumi.ResourceOption {
	var opts []pulumi.ResourceOption
	if d.Kept() {
		opts = append(opts, pulumi.RetainOnDelete(true))
	}
	if d.Left != nil && d.Left(kind, name) {
		opts = append(opts, pulumi.Import(pulumi.ID(name)))
	}
	return opts
}

// Claim are the values of a claim that a chart makes by itself, and not by a StatefulSet: Helm deletes it with its release unless it says
// otherwise, and takes over the one that is there.
func (d Data) Claim() Tree {
	if !d.Kept() {
		return nil
	}
	return Tree{"annotations": Tree{manifest.PolicyAnnotation: manifest.PolicyKeep}}
}
