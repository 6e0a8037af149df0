// Package leftover compares what is in a cluster before and after, over every kind of object that the API server knows.
package leftover

import (
	"context"
	"errors"
	"fmt"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Object identifies one object; Namespace is empty for those of the whole cluster.
type Object struct{ Kind, Namespace, Name string }

func (o Object) String() string {
	return strings.TrimPrefix(fmt.Sprintf("%s/%s (%s)", o.Namespace, o.Name, o.Kind), "/")
}

// Snapshot is what was there at one time.
type Snapshot map[Object]metadata

type metadata struct {
	Name        string            `json:"name"`
	Namespace   string            `json:"namespace"`
	Annotations map[string]string `json:"annotations"`
	Labels      map[string]string `json:"labels"`
}

// Difference is what a deployment has left behind.
type Difference struct {
	// Left should not be there.
	Left []Object
	// Kept is there because its chart says so, helm.sh/resource-policy: keep, or because istiod has put it into a namespace of
	// somebody else's: it gives its authority's certificate to every namespace, and takes none back.
	Kept []Object
}

// Take lists every object of every kind.
func Take(ctx context.Context, client *kube.Client) (Snapshot, error) {
	kinds, err := Kinds(ctx, client)
	if err != nil {
		return nil, err
	}
	all := Snapshot{}
	for _, kind := range kinds {
		if kind.fleeting() {
			continue
		}
		var list struct {
			Items []struct {
				Metadata metadata `json:"metadata"`
			} `json:"items"`
		}
		err := client.Get(ctx, kind.Path, &list)
		if apierrors.IsNotFound(err) { // its definition was removed a moment ago
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("listing every %s: %w", kind.Name, err)
		}
		for _, item := range list.Items {
			all[Object{kind.Name, item.Metadata.Namespace, item.Metadata.Name}] = item.Metadata
		}
	}
	return all, nil
}

// Since returns what is in the snapshot and was not in the earlier one.
func (s Snapshot) Since(earlier Snapshot) Difference {
	var d Difference
	for object, meta := range s {
		if _, known := earlier[object]; known || automatic(object, meta) {
			continue
		}
		if meta.Annotations["helm.sh/resource-policy"] == "keep" || ofIstiod(object) {
			d.Kept = append(d.Kept, object)
		} else {
			d.Left = append(d.Left, object)
		}
	}
	order := func(a, b Object) int { return strings.Compare(a.String(), b.String()) }
	slices.SortFunc(d.Left, order)
	slices.SortFunc(d.Kept, order)
	return d
}

// ofIstiod tells what it gives to every namespace.
func ofIstiod(o Object) bool {
	return o.Kind == "ConfigMap" && (o.Name == "istio-ca-root-cert" || o.Name == "istio-ca-crl")
}

// Err is nil if nothing is left that should not be.
func (d Difference) Err() error {
	var all []error
	for _, object := range d.Left {
		all = append(all, errors.New("left behind: "+object.String()))
	}
	return errors.Join(all...)
}

// automatic objects belong to another one and follow it: the API server keeps one APIService per kept kind, and the
// controllers give every namespace, a moment after it is there, an account and the authority's certificate. A namespace that
// is left behind is told of itself.
func automatic(o Object, m metadata) bool {
	switch o {
	case Object{"ConfigMap", o.Namespace, "kube-root-ca.crt"}, Object{"ServiceAccount", o.Namespace, "default"}:
		return true
	}
	return m.Labels["kube-aggregator.kubernetes.io/automanaged"] != ""
}
