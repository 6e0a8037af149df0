package kit

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Tree is one level of chart values.
type Tree = map[string]any

// Backend is what a component is made of that is one Release keeping its data in a bucket.
type Backend struct {
	Bucket  Bucket
	Values  Values
	Outputs pulumi.Map
	// Files are ConfigMaps by name, and Secrets are Secrets by name, that its pods mount: the content of files by their names.
	Files   map[string]map[string]string
	Secrets map[string]map[string]credential.Secret
}

// Backend makes such a component: Namespace, S3 credentials, files, Release and outputs. It is the constructor that Mimir, Tempo, Loki
// and Pyroscope share.
func (c *Component) Backend(ctx *pulumi.Context, spec Spec, backend Backend, opts ...pulumi.ResourceOption) error {
	if n := len(spec.Charts); n != 1 {
		return fmt.Errorf("installing %s: %s lists %d helmCharts; it must be one, the rest belongs into a directory of its own",
			spec.Name, spec.File, n)
	}
	if err := c.Start(ctx, spec, opts...); err != nil {
		return err
	}
	if err := c.S3Credentials(backend.Bucket); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(backend.Secrets)) {
		if err := c.Secret(name, backend.Secrets[name]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(backend.Files)) {
		if err := c.Files(name, backend.Files[name]); err != nil {
			return err
		}
	}
	if _, err := c.Release(spec.Charts[0].Release, backend.Values); err != nil {
		return err
	}
	return c.Finish(backend.Outputs)
}

// ServiceOf is the Service that the component's first chart names after its release, followed by suffix ("-gateway",
// or nothing), in a cluster of that DNS domain.
func ServiceOf(pin manifest.Component, domain, suffix string, port int) Service {
	return Service{Name: pin.Charts[0].Release + suffix, Namespace: pin.Namespace.Name, Domain: domain, Port: port}
}

// scratch is the most that a container may write beside its volumes, logs included: most charts have emptyDirs without a limit of
// their own.
const scratch = "2Gi"

// Resources returns a container's requests and its limits. Of the node's disk nothing is requested: without the word, as much would
// be as the limit.
func Resources(w sizing.Workload) Tree {
	return Tree{
		"requests": Tree{"cpu": w.CPURequest(), "memory": w.MemoryRequest(), "ephemeral-storage": "0"},
		"limits":   Tree{"memory": w.MemoryLimit(), "ephemeral-storage": scratch},
	}
}

// GoMemory returns the env entry that keeps a Go program below its container's memory limit.
func GoMemory(w sizing.Workload) Tree { return Tree{"name": "GOMEMLIMIT", "value": w.GoMemory()} }

// PodIP returns the env entry that holds the pod's address, for programs that would guess it.
func PodIP() Tree {
	return Tree{"name": "POD_IP", "valueFrom": Tree{"fieldRef": Tree{"fieldPath": "status.podIP"}}}
}
