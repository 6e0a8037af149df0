package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// cluster is a Kubernetes cluster, a MinIO server and the machine that runs commands, in memory: they keep what providers
// make, refuse what the real ones refuse, and write down what happened when.
type cluster struct {
	mutex sync.Mutex
	alive map[string]resource.PropertyMap // what exists, by key
	tape  []event                         // starts and ends of operations, in order

	// fail, if set, may refuse an operation, at its start.
	fail func(op, id string) error
	// hold, if set, may keep an operation open, between its start and its end.
	hold func(op, id string)
}

// event is the start or the end of an operation: {"create", "Release mimir", false} is the start of one.
type event struct {
	op, id string
	end    bool
}

func newCluster() *cluster { return &cluster{alive: map[string]resource.PropertyMap{}} }

// errBroken is the failure that tests inject.
var errBroken = errors.New("broken on purpose")

// id names a resource for people, as in package stacks: Release mimir, Secret mimir/kalypso-s3.
func id(urn resource.URN) string {
	kind := string(urn.Type())
	return kind[strings.LastIndex(kind, ":")+1:] + " " + urn.Name()
}

// key is what the real thing can hold once only: a Release or an object by name and namespace, an identity by name.
func key(urn resource.URN, inputs resource.PropertyMap) string {
	text := func(from resource.PropertyMap, field resource.PropertyKey) string {
		value := from[field]
		if value.IsSecret() {
			value = value.SecretValue().Element
		}
		if value.IsString() {
			return value.StringValue()
		}
		return ""
	}
	switch kind := string(urn.Type()); {
	case strings.HasPrefix(kind, "command:"):
		return kind + " " + urn.Name()
	case strings.HasPrefix(kind, "minio:"):
		return kind + " " + text(inputs, "name") + text(inputs, "userName") + text(inputs, "policyName")
	case kind == "kubernetes:helm.sh/v3:Release":
		return kind + " " + text(inputs, "namespace") + "/" + text(inputs, "name")
	default:
		metadata := inputs["metadata"].ObjectValue()
		return kind + " " + text(metadata, "namespace") + "/" + text(metadata, "name")
	}
}

// during records an operation around work, which the cluster's mutex guards.
func (c *cluster) during(op string, urn resource.URN, work func() error) error {
	c.mutex.Lock()
	c.tape = append(c.tape, event{op, id(urn), false})
	fail, hold := c.fail, c.hold
	c.mutex.Unlock()
	if hold != nil {
		hold(op, id(urn))
	}
	var err error
	if fail != nil {
		err = fail(op, id(urn))
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var partial *plugin.InitError
	if err == nil || errors.As(err, &partial) {
		if refused := work(); refused != nil {
			err = refused
		}
	}
	if err == nil {
		c.tape = append(c.tape, event{op, id(urn), true})
	}
	return err
}

func (c *cluster) create(urn resource.URN, inputs resource.PropertyMap) error {
	return c.during("create", urn, func() error {
		at := key(urn, inputs)
		if _, exists := c.alive[at]; exists {
			return fmt.Errorf("%s exists already", at)
		}
		if missing := c.missing(urn, inputs); missing != "" {
			return fmt.Errorf("%s cannot be made: there is no %s", at, missing)
		}
		c.alive[at] = inputs
		return nil
	})
}

func (c *cluster) update(urn resource.URN, old, inputs resource.PropertyMap) error {
	return c.during("update", urn, func() error {
		if _, exists := c.alive[key(urn, old)]; !exists {
			return fmt.Errorf("%s does not exist", key(urn, old))
		}
		c.alive[key(urn, inputs)] = inputs
		return nil
	})
}

func (c *cluster) remove(urn resource.URN, inputs resource.PropertyMap) error {
	return c.during("delete", urn, func() error {
		at := key(urn, inputs)
		if _, exists := c.alive[at]; !exists {
			return fmt.Errorf("%s does not exist", at)
		}
		if tenants := c.tenants(urn, inputs); len(tenants) > 0 {
			return fmt.Errorf("%s is still used by %s", at, strings.Join(tenants, ", "))
		}
		delete(c.alive, at)
		return nil
	})
}

// missing is what a resource cannot exist without, whatever the program says: its namespace; for a custom resource, the
// operator that brought its definition; for a backend, its object store and its Secret; for a user, the server.
func (c *cluster) missing(urn resource.URN, inputs resource.PropertyMap) string {
	for _, needed := range needs(urn, inputs) {
		if _, there := c.alive[needed]; !there {
			return needed
		}
	}
	return ""
}

const (
	minioServer = "kubernetes:helm.sh/v3:Release minio/kalypso-minio"
	operator    = "kubernetes:helm.sh/v3:Release otel-system/opentelemetry-operator"
)

func needs(urn resource.URN, inputs resource.PropertyMap) []string {
	kind, name := string(urn.Type()), urn.Name()
	secret := func(namespaced string) string { return "kubernetes:core/v1:Secret " + namespaced }
	var needed []string
	if namespace := namespaceOf(inputs); namespace != "" {
		needed = append(needed, "kubernetes:core/v1:Namespace /"+namespace)
	}
	switch {
	case strings.HasSuffix(kind, ":OpenTelemetryCollector"):
		needed = append(needed, operator)
	case strings.HasPrefix(kind, "minio:"):
		needed = append(needed, minioServer)
	case kind != "kubernetes:helm.sh/v3:Release":
	case slices.Contains([]string{"mimir", "tempo", "loki", "pyroscope"}, name):
		needed = append(needed, minioServer, secret(name+"/kalypso-s3"))
	case name == "istiod":
		needed = append(needed, "kubernetes:helm.sh/v3:Release istio-system/istio-base")
	case name == "grafana":
		needed = append(needed, secret("grafana/grafana"))
	case name == "kalypso-minio":
		needed = append(needed, secret("minio/kalypso-minio-root"))
	}
	return needed
}

func namespaceOf(inputs resource.PropertyMap) string {
	for _, holder := range []resource.PropertyMap{inputs, metadata(inputs)} {
		if value, ok := holder["namespace"]; ok && value.IsString() {
			return value.StringValue()
		}
	}
	return ""
}

func metadata(inputs resource.PropertyMap) resource.PropertyMap {
	if value, ok := inputs["metadata"]; ok && value.IsObject() {
		return value.ObjectValue()
	}
	return nil
}

// tenants is what a namespace still holds: its deletion would take all of it along, and hang on what has finalizers.
func (c *cluster) tenants(urn resource.URN, inputs resource.PropertyMap) []string {
	if urn.Type() != "kubernetes:core/v1:Namespace" {
		return nil
	}
	var found []string
	for at, other := range c.alive {
		if namespaceOf(other) == metadata(inputs)["name"].StringValue() {
			found = append(found, at)
		}
	}
	return found
}
