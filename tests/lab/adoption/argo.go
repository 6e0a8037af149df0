package adoption

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The marks of Argo CD; with the second it is Argo CD that was told to use a label of its own.
const (
	trackingID    = "argocd.argoproj.io/tracking-id"
	instanceLabel = "argocd.argoproj.io/instance"
)

// Application is one of Argo CD.
type Application struct {
	Namespace, Name string
	// Automated says that it syncs by itself.
	Automated bool
	// Objects are those that it manages, by its own account.
	Objects []string
}

// String says how it works.
func (a Application) String() string {
	how := "which syncs by hand"
	if a.Automated {
		how = "which syncs by itself"
	}
	return fmt.Sprintf("the Argo CD application %s in namespace %s, %s", a.Name, a.Namespace, how)
}

// detach is how its objects become nobody's: without the finalizer nothing of them goes with it.
func (a Application) detach() string {
	return fmt.Sprintf("let it go and its objects stay (first the ApplicationSet or application that makes it): kubectl -n %[1]s patch "+
		`application %[2]s --type merge -p '{"metadata":{"finalizers":null},"spec":{"syncPolicy":null}}' && `+
		"kubectl -n %[1]s delete application %[2]s", a.Namespace, a.Name)
}

// tracked is the name of the application whose mark an object has; "" for none.
func (f Found) tracked() string {
	name, _, _ := strings.Cut(f.metadata("annotations", trackingID), ":")
	if name == "" {
		name = f.metadata("labels", instanceLabel)
	}
	if _, own, ok := strings.Cut(name, "_"); ok { // of an application outside of Argo CD's namespace
		return own
	}
	return name
}

// argo returns why Argo CD is in the way, by what it is asked to let go of: applications that are there, and marks of those that are not,
// unless their owner says that they are detached.
func (c Cluster) argo(detached bool) []error {
	claimed, marked := map[int][]string{}, map[string][]string{}
	for _, f := range c.Found {
		if f.Live == nil {
			continue
		}
		mark := f.tracked()
		at := slices.IndexFunc(c.Applications, func(a Application) bool { return a.Name == mark || slices.Contains(a.Objects, f.ID) })
		switch {
		case at >= 0:
			claimed[at] = append(claimed[at], f.ID)
		case mark != "" && !detached:
			marked[mark] = append(marked[mark], f.ID)
		}
	}
	var problems []error
	for at, application := range c.Applications {
		if ids := claimed[at]; len(ids) > 0 {
			problems = append(problems, fmt.Errorf("%s, manages %s: %s", application, some(ids), application.detach()))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(marked)) {
		problems = append(problems, fmt.Errorf("%s: marked by the Argo CD application %s, which is not in this cluster: if no Argo CD elsewhere "+
			"manages it any more, say so with --detached", some(marked[name]), name))
	}
	return problems
}
