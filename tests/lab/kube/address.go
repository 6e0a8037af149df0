package kube

import (
	"cmp"
	"context"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Path is an object's address at the API server, "" if the server does not know the kind, and whether it is in a namespace.
func (c *Client) Path(ctx context.Context, version, kind, namespace, name string) (path string, namespaced bool, err error) {
	root := "/apis/" + version
	if !strings.Contains(version, "/") {
		root = "/api/" + version
	}
	var known struct {
		Resources []struct {
			Name, Kind string
			Namespaced bool
		}
	}
	if err := c.Get(ctx, root, &known); apierrors.IsNotFound(err) {
		return "", false, nil
	} else if err != nil {
		return "", false, err
	}
	for _, k := range known.Resources {
		switch {
		case k.Kind != kind || strings.Contains(k.Name, "/"):
		case k.Namespaced:
			return root + "/namespaces/" + cmp.Or(namespace, "default") + "/" + k.Name + "/" + name, true, nil
		default:
			return root + "/" + k.Name + "/" + name, false, nil
		}
	}
	return "", false, nil
}
