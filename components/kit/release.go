package kit

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// releaseHistory is how many revisions Helm keeps; its default keeps all of them as Secrets.
const releaseHistory = 5

// Release is a Helm release. It is bound here, not imported: the SDK's helm/v3 package pulls in all sixty API groups
// of Kubernetes, 400 CPU seconds of compilation for one resource.
type Release struct {
	pulumi.CustomResourceState
}

// Values is what one Release of a component is given beyond its manifests.
type Values struct {
	// Computed are the values that the program works out: profile, sizing, addresses, buckets.
	Computed map[string]any
	// Protected connects the Release to its credentials; neither manifests nor overrides may touch it.
	Protected map[string]any
	// Background says that nothing waits for the release's pods: it is on nodes that may be broken, or not there yet.
	Background bool
	// Images are what the values may name beside spec.ImageValues: images that a chart leaves to its program.
	Images map[string]images.Value
}

// Merged returns the final values of a chart, from weakest to strongest: its manifests, what the program computes,
// the user's overrides, the protected values. Overrides of lists that carry wiring are added to it.
func (v Values) Merged(chart manifest.Chart, overrides map[string]any) map[string]any {
	ours := Merge(chart.Values, v.Computed, v.Protected)
	return Merge(chart.Values, v.Computed, overrides, v.Protected, extended(ours, overrides))
}

// Release installs the component's chart of that release name once its Namespace, its Secrets, everything in
// spec.After and everything in after is ready.
func (c *Component) Release(name string, values Values, after ...pulumi.Resource) (*Release, error) {
	at := slices.IndexFunc(c.spec.Charts, func(chart manifest.Chart) bool { return chart.Release == name })
	if at < 0 {
		return nil, fmt.Errorf("installing %s: %s lists no helmCharts entry with releaseName %s",
			name, c.spec.File, name)
	}
	chart := c.spec.Charts[at]
	merged := values.Merged(chart, c.spec.Overrides[name])
	for _, named := range []map[string]images.Value{c.spec.ImageValues[name], values.Images} {
		merged = pinned(merged, c.spec.Overrides[name], named, c.spec.Settings)
	}
	c.content = append(c.content, name, chart.Version, merged)
	inputs := pulumi.Map{
		"name":       pulumi.String(name),
		"namespace":  pulumi.String(chart.Namespace),
		"chart":      pulumi.String(c.spec.Archives[name]),
		"version":    pulumi.String(chart.Version),
		"values":     Input(merged),
		"timeout":    pulumi.Int(int(c.spec.Timeout.Seconds())),
		"maxHistory": pulumi.Int(releaseHistory),
		// A failed upgrade is rolled back at once, a failed installation removed. Without it Helm compares the next values with
		// the last successful revision only, and what the failed one had added to live objects stays there.
		"atomic":    pulumi.Bool(!values.Background),
		"skipAwait": pulumi.Bool(values.Background),
		// What a failed upgrade has created goes, even where the rollback fails as well.
		"cleanupOnFail": pulumi.Bool(true),
		// Without it, providers before 4.29 drop every empty list, and the chart's own comes back in its place.
		"allowNullValues": pulumi.Bool(true),
		"skipCrds":        pulumi.Bool(chart.IncludeCRDs != nil && !*chart.IncludeCRDs),
	}
	if renderer := c.spec.PostRenderers[name]; renderer != "" {
		inputs["postrender"] = pulumi.String(renderer)
		c.content = append(c.content, renderer)
	}
	if chart.SkipHooks {
		// The provider's words for hooks, of an installation and of an upgrade (helm_release.go of 4.25 reads one each).
		inputs["disableWebhooks"], inputs["disableCRDHooks"] = pulumi.Bool(true), pulumi.Bool(true)
	}
	explained, err := c.explained("release", name, chart.Namespace)
	if err != nil {
		return nil, err
	}
	opts := slices.Concat(c.child(slices.Concat(c.spec.After, after)...), []pulumi.ResourceOption{pulumi.DeleteBeforeReplace(true)}, explained,
		c.spec.Adopted.release(chart.Namespace+"/"+name))
	release := &Release{}
	if err := c.ctx.RegisterResource("kubernetes:helm.sh/v3:Release", name, inputs, release, opts...); err != nil {
		return nil, fmt.Errorf("installing %s: %w", name, err)
	}
	if !values.Background {
		c.ready = append(c.ready, release)
	}
	return release, nil
}
