package kit

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// ConfigMap is a ConfigMap with the content of files by their names.
func (c *Component) ConfigMap(name string, files map[string]string) manifest.Object {
	return manifest.Object{
		"apiVersion": "v1",
		"kind":       "ConfigMap",
		"metadata":   Tree{"name": name, "namespace": c.spec.Namespace.Name},
		"data":       anyMap(files),
	}
}

// Files creates such a ConfigMap for pods that mount it. Every later Release of the component waits for it.
func (c *Component) Files(name string, files map[string]string) error {
	made, err := c.Support(c.ConfigMap(name, files))
	if err != nil {
		return err
	}
	c.spec.After = append(c.spec.After[:len(c.spec.After):len(c.spec.After)], pulumi.Resource(made))
	return nil
}
