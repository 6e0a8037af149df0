package leftover

import (
	"context"
	"fmt"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// kind is one kind of object and where it is listed.
type kind struct{ name, path string }

// fleeting kinds come and go by themselves: events, the leases of nodes.
func fleeting(resource string) bool {
	return slices.Contains([]string{"events", "leases", "componentstatuses"}, resource)
}

// discover lists the kinds that can be listed, each in its preferred version only.
func discover(ctx context.Context, client *kube.Client) ([]kind, error) {
	var groups struct {
		Groups []struct {
			Name             string
			PreferredVersion struct{ GroupVersion string }
		}
	}
	if err := client.Get(ctx, "/apis", &groups); err != nil {
		return nil, fmt.Errorf("listing the groups of the API: %w", err)
	}
	bases := []string{"/api/v1"}
	for _, group := range groups.Groups {
		bases = append(bases, "/apis/"+group.PreferredVersion.GroupVersion)
	}
	var kinds []kind
	for _, base := range bases {
		var resources struct {
			Resources []struct {
				Name, Kind string
				Verbs      []string
			}
		}
		err := client.Get(ctx, base, &resources)
		if apierrors.IsNotFound(err) { // its definition was removed a moment ago
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("listing the kinds of %s: %w", base, err)
		}
		for _, r := range resources.Resources {
			if !strings.Contains(r.Name, "/") && slices.Contains(r.Verbs, "list") && !fleeting(r.Name) {
				kinds = append(kinds, kind{r.Kind, base + "/" + r.Name})
			}
		}
	}
	return kinds, nil
}
