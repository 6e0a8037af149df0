// Package kit is what the components share: the one way to make a Namespace, a Secret, a Release and any other
// Kubernetes object, the types in which components tell each other their addresses, and the merging of values.
package kit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Spec is the specification of a component: what its directory in manifests/ declares, what the stack's configuration
// overrides, where its chart archives are, and what must work before its Releases may start.
type Spec struct {
	manifest.Component
	// Overrides are the user's values per release name (components.<name>.values).
	Overrides map[string]map[string]any
	// Archives are the chart archives per release name, as paths relative to the project.
	Archives map[string]string
	// PostRenderers are the programs through which charts' output goes, by release name, as paths relative to the project; none for most.
	PostRenderers map[string]string
	// Policy is the NetworkPolicy of the component's namespace; nil for none, or where another component has it.
	Policy manifest.Object
	// ImageValues are the images that a typed component's charts name in values, by release name and path.
	ImageValues map[string]map[string]images.Value
	// Settings are those of the cluster.
	Settings config.ClusterSettings
	// After holds the concrete Releases and objects that must be ready first. Never a component: DependsOn on a
	// component is racy in the Go SDK.
	After []pulumi.Resource
	// Timeout bounds one operation on a Release; 0 is what the provider has.
	Timeout time.Duration
	// Adopted is what was there before the stack.
	Adopted Adopted
	// Evidence says why something is not ready; nil where no cluster can be asked.
	Evidence Evidence
	// Data says what becomes of what the component stores; the zero Data of one that stores nothing.
	Data Data
}

// Component is the ComponentResource that every component embeds.
type Component struct {
	pulumi.ResourceState

	ctx       *pulumi.Context
	spec      Spec
	opts      []pulumi.ResourceOption
	namespace pulumi.Resource
	ready     []pulumi.Resource
	content   []any // of what was registered, but for Secrets
}

// Start registers the component and its Namespace. The Namespace and the Secrets do not wait for spec.After: they are
// harmless early, and a Namespace that waited would make destroy wait for its deletion wave by wave.
func (c *Component) Start(ctx *pulumi.Context, spec Spec, opts ...pulumi.ResourceOption) error {
	if err := ctx.RegisterComponentResource("kalypso:components:"+spec.Name, spec.Name, c, opts...); err != nil {
		return fmt.Errorf("registering component %s: %w", spec.Name, err)
	}
	c.ctx, c.spec, c.opts = ctx, spec, []pulumi.ResourceOption{pulumi.Parent(c)}
	namespace, err := c.register(map[string]any{
		"apiVersion": "v1",
		"kind":       "Namespace",
		"metadata": map[string]any{
			"name":        spec.Namespace.Name,
			"labels":      anyMap(spec.Namespace.Labels),
			"annotations": anyMap(spec.Data.marked(spec.Namespace.Annotations)),
		},
	}, nil, spec.Data.options("Namespace", spec.Namespace.Name)...)
	if err != nil {
		return err
	}
	c.namespace = namespace
	return errors.Join(c.protect(), c.registryLogin(), c.define())
}

// Fingerprint changes when any input of the component's Releases and objects does. Secrets are in it by the fingerprints that
// their consumers carry.
func (c *Component) Fingerprint() string {
	text, err := json.Marshal(c.content)
	if err != nil {
		panic(fmt.Sprintf("fingerprint of %s: %v", c.spec.Name, err)) // plain trees, as Input takes them
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Ready returns the Releases and objects that mean "this component works".
func (c *Component) Ready() []pulumi.Resource { return c.ready }

// AddReady counts a resource that the kit did not make among what makes the component ready.
func (c *Component) AddReady(resource pulumi.Resource) { c.ready = append(c.ready, resource) }

// Finish publishes the component's outputs; it is the last call of every constructor.
func (c *Component) Finish(outputs pulumi.Map) error {
	if err := c.ctx.RegisterResourceOutputs(c, outputs); err != nil {
		return fmt.Errorf("registering the outputs of component %s: %w", c.spec.Name, err)
	}
	return nil
}

// child returns the options of a child that waits for the component's Namespace and for the given resources.
func (c *Component) child(after ...pulumi.Resource) []pulumi.ResourceOption {
	if c.namespace != nil {
		after = append([]pulumi.Resource{c.namespace}, after...)
	}
	return append([]pulumi.ResourceOption{pulumi.DependsOn(after)}, c.opts...)
}

func anyMap(from map[string]string) map[string]any {
	to := make(map[string]any, len(from))
	for key, value := range from {
		to[key] = value
	}
	return to
}
