package kit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Object is any Kubernetes object that is not part of a chart.
type Object struct {
	pulumi.CustomResourceState
}

// Object creates a Kubernetes object (a Deployment, a custom resource, ...) once the Namespace, everything in
// spec.After and everything in after is ready, and counts it among what makes the component ready.
func (c *Component) Object(object manifest.Object, after ...pulumi.Resource) (*Object, error) {
	var explained []pulumi.ResourceOption
	_, kind, name := identity(object)
	if runs(kind) {
		own, _ := Lookup(object, "metadata", "namespace").(string)
		var err error
		if explained, err = c.explained(kind, name, cmp.Or(own, c.spec.Namespace.Name)); err != nil {
			return nil, err
		}
	}
	if kind == claimKind {
		object, explained = c.spec.Data.claim(object), c.spec.Data.options(kind, name)
	}
	made, err := c.register(object, slices.Concat(c.spec.After, after), explained...)
	if err == nil {
		c.ready = append(c.ready, made)
	}
	return made, err
}

// runs reports whether objects of a kind have pods that the provider waits for.
func runs(kind string) bool {
	return slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet", "Job", "Pod", "OpenTelemetryCollector"}, kind)
}

// Background creates a workload that nothing waits for, neither the update nor what comes after it: its pods are on nodes that may
// be broken, or not there yet.
func (c *Component) Background(object manifest.Object, after ...pulumi.Resource) (*Object, error) {
	unawaited := manifest.Object{"metadata": Tree{"annotations": Tree{"pulumi.com/skipAwait": "true"}}}
	return c.register(Merge(object, unawaited), slices.Concat(c.spec.After, after))
}

// define creates what is in the crds/ of charts, where Helm does not: before everything else, and as with Helm it outlives its release.
func (c *Component) define() error {
	var made []pulumi.Resource
	for _, definition := range c.spec.Definitions {
		one, err := c.register(definition, c.spec.After, pulumi.RetainOnDelete(true))
		if err != nil {
			return err
		}
		made = append(made, one)
	}
	c.spec.After = slices.Concat(c.spec.After, made)
	return nil
}

// Support creates an object that must only exist for others to start (a ConfigMap, a ServiceAccount, a ClusterRole).
// Like Secrets it waits for the Namespace alone.
func (c *Component) Support(object manifest.Object) (*Object, error) {
	return c.register(object, nil)
}

// protect creates the namespace's NetworkPolicy. Like a Secret it waits for the Namespace alone, and what starts waits for it: nothing
// is reached before it, nor, as destroy goes backwards, after it. It is no content of the component: no Job runs again for it.
func (c *Component) protect() error {
	if c.spec.Policy == nil {
		return nil
	}
	content := c.content
	made, err := c.register(c.spec.Policy, nil)
	if err != nil {
		return err
	}
	c.content, c.spec.After = content, append(c.spec.After[:len(c.spec.After):len(c.spec.After)], made)
	return nil
}

func (c *Component) register(object manifest.Object, after []pulumi.Resource, more ...pulumi.ResourceOption) (*Object, error) {
	apiVersion, kind, name := identity(object)
	token := "kubernetes:" + apiVersion + ":" + kind
	if apiVersion == "v1" {
		token = "kubernetes:core/v1:" + kind
	}
	c.content = append(c.content, object)
	made := &Object{}
	opts := append(append(c.child(after...), pulumi.DeleteBeforeReplace(true)), slices.Concat(more, c.spec.Adopted.object(kind, name))...)
	if err := c.ctx.RegisterResource(token, name, Input(object).(pulumi.Map), made, opts...); err != nil {
		return nil, fmt.Errorf("creating %s %s: %w", kind, name, err)
	}
	return made, nil
}

// identity returns an object's apiVersion, kind and "[namespace/]name", which is its logical name in the stack.
func identity(object manifest.Object) (apiVersion, kind, name string) {
	apiVersion, _ = object["apiVersion"].(string)
	kind, _ = object["kind"].(string)
	metadata, _ := object["metadata"].(map[string]any)
	name, _ = metadata["name"].(string)
	if namespace, ok := metadata["namespace"].(string); ok && namespace != "" {
		name = namespace + "/" + name
	}
	return apiVersion, kind, name
}
