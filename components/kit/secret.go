package kit

import (
	"encoding/base64"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// Secret creates an Opaque Secret in the component's namespace. Every later Release of the component waits for it.
// This is the only place where a credential leaves its Secret, and it leaves as a Pulumi secret.
func (c *Component) Secret(name string, entries map[string]credential.Secret) error {
	return c.secret(name, "Opaque", entries)
}

// registryLogin creates the Secret that the component's pods pull their images with, if there is a login.
func (c *Component) registryLogin() error {
	if c.spec.Settings.Login.Reveal() == "" {
		return nil
	}
	return c.secret(config.RegistrySecret, "kubernetes.io/dockerconfigjson",
		map[string]credential.Secret{".dockerconfigjson": c.spec.Settings.Login})
}

func (c *Component) secret(name, kind string, entries map[string]credential.Secret) error {
	data := pulumi.StringMap{}
	for key, text := range entries {
		data[key] = pulumi.ToSecret(pulumi.String(base64.StdEncoding.EncodeToString([]byte(text.Reveal())))).(pulumi.StringOutput)
	}
	inputs := pulumi.Map{
		"apiVersion": pulumi.String("v1"),
		"kind":       pulumi.String("Secret"),
		"type":       pulumi.String(kind),
		"metadata":   pulumi.Map{"name": pulumi.String(name), "namespace": pulumi.String(c.spec.Namespace.Name)},
		"data":       data,
	}
	made := &Object{}
	logical := c.spec.Namespace.Name + "/" + name
	opts := append(append(c.child(), pulumi.DeleteBeforeReplace(true)), c.spec.Adopted.object("Secret", logical)...)
	if err := c.ctx.RegisterResource("kubernetes:core/v1:Secret", logical, inputs, made, opts...); err != nil {
		return fmt.Errorf("creating secret %s: %w", logical, err)
	}
	c.spec.After = append(c.spec.After[:len(c.spec.After):len(c.spec.After)], made)
	return nil
}
