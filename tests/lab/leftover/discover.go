package leftover

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Kind is one kind of object and the path where it is listed.
type Kind struct{ Name, Path string }

// fleeting kinds come and go by themselves: events, the leases of nodes.
func (k Kind) fleeting() bool {
	return slices.Contains([]string{"events", "leases", "componentstatuses"}, path.Base(k.Path))
}

// Kinds lists the kinds that can be listed, each in its preferred version only.
func Kinds(ctx context.Context, client *kube.Client) ([]Kind, error) {
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
	var kinds []Kind
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
			if !strings.Contains(r.Name, "/") && slices.Contains(r.Verbs, "list") {
				kinds = append(kinds, Kind{r.Kind, base + "/" + r.Name})
			}
		}
	}
	return kinds, nil
}
