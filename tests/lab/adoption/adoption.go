// Package adoption takes over what an older delivery, or Helm by hand, has left in a cluster: it gives what a stack would make, and what
// is there, the marks by which Helm and the program take it for the stack's own. Pods, volumes and their data stay.
package adoption

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// Release is a Helm release that the stack makes.
type Release struct {
	records.Release
	Chart, Version string
}

// Wanted is an object that the stack would make.
type Wanted struct {
	Object render.Object
	// Release is that of the object's chart; zero for what the program makes itself.
	Release Release
	// Namespace is that of the object's component.
	Namespace string
	// Definition says that it is from the crds/ of a chart, which Helm makes at a first installation and does not own.
	Definition bool
}

// Found is what the cluster has of it.
type Found struct {
	Wanted
	// ID is Kind/[namespace/]name.
	ID string
	// Path is where it is at the API server; "" if that does not know the kind.
	Path string
	// Live is nil if there is none.
	Live kube.Object
	// Custom says that it is of a kind that a definition has made.
	Custom bool
	// Unchangeable is why the API server would not make the live object what is wanted; "" if it would.
	Unchangeable string
	// Left says that it is of an installation by hand, and not among what the stack would make of the release.
	Left bool
}

// Cluster is what a cluster has of what a stack would make.
type Cluster struct {
	Found        []Found
	Records      map[records.Release]records.Record
	Applications []Application
}

// own says that the program makes the object itself.
func (w Wanted) own() bool { return w.Release == (Release{}) }

func (f Found) metadata(fields, key string) string {
	text, _ := render.At[string](f.Live, "metadata", fields, key)
	return text
}

// made says in words who wrote an object that nothing else tells of.
func (f Found) made() string {
	for _, field := range render.List(f.Live, "metadata", "managedFields") {
		if manager, _ := field["manager"].(string); manager != "" {
			return "made with " + manager
		}
	}
	return "made by somebody else"
}

// some joins names, at most three of them.
func some(names []string) string {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	const most = 3
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
