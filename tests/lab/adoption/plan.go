package adoption

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// Step is one thing to do, in an order in which every step may be the last before a kill: until its namespace is marked, an update is
// refused or fails before it changes anything.
type Step struct {
	// ID is Kind/[namespace/]name, Does what is done, in words.
	ID, Does string

	method, path, contentType string
	body                      any
	// gone says that the object is waited for until it is gone.
	gone bool
}

// Told says that nothing is done here, and the update will do it.
func (s Step) Told() bool { return s.method == "" }

// Consent is what the owner has agreed to beyond what can be seen.
type Consent struct {
	// Detached says that no Argo CD elsewhere manages what has its marks.
	Detached bool
}

// Plan is what there is to do with what is there; an error is everything that is in the way.
func Plan(c Cluster, consent Consent, now time.Time) ([]Step, error) {
	problems := append(c.foreign(), c.argo(consent.Detached)...)
	var defined, marked, removed, told []Step
	taken := map[records.Release][]Found{}
	for _, f := range c.Found {
		switch {
		case f.Definition:
			made := slices.ContainsFunc(defined, func(s Step) bool { return s.ID == f.ID }) // another chart brings it too
			if f.Live == nil && !made && c.begun(f.Release) {
				defined = append(defined, f.defined())
			}
			continue
		case f.Live == nil:
			continue
		case kube.DeletionBegun(f.Live):
			problems = append(problems, fmt.Errorf("%s: it is being deleted%s: wait until it is gone", f.ID, kube.Conditions(f.Live)))
			continue
		case f.Left && f.Wanted.Object.Kind() != "PersistentVolumeClaim":
			told = append(told, Step{ID: f.ID, Does: "the update removes it: release " + f.Release.Name + " is without it then"})
			continue
		case f.Unchangeable != "" && !f.pulumis():
			steps, err := f.removed()
			removed, problems = append(removed, steps...), append(problems, err)
			continue
		case f.own():
			if f.Wanted.Object.Kind() != "Namespace" && !f.pulumis() {
				marked = append(marked, f.marking(f.taken(f.Namespace), "marked to be the program's own")...)
			}
			continue
		case f.Left:
			kept := f.marked(kube.Object{}, kube.Object{resourcePolicy: "keep"})
			marked = append(marked, f.marking(kept, "marked to be kept: no release renders it any more")...)
			continue
		}
		marked = append(marked, f.marking(f.marks(), "marked as release "+f.Release.Name+"'s")...)
		if _, recorded := c.Records[f.Release.Release]; !recorded {
			taken[f.Release.Release] = append(taken[f.Release.Release], f)
		}
	}
	var recorded []Step
	for name, release := range c.releases() {
		if objects := taken[name]; len(objects) > 0 {
			step, err := record(release, objects, now)
			recorded, problems = append(recorded, step), append(problems, err)
		}
	}
	slices.SortFunc(recorded, func(a, b Step) int { return strings.Compare(a.ID, b.ID) })
	adopted, more := c.adopted(taken)
	if err := errors.Join(append(problems, more...)...); err != nil {
		return nil, err
	}
	return slices.Concat(defined, recorded, marked, removed, adopted, told), nil
}

// begun says that something of a release is there, so that Helm will upgrade it and not install it.
func (c Cluster) begun(release Release) bool {
	_, recorded := c.Records[release.Release]
	return recorded || slices.ContainsFunc(c.Found, func(f Found) bool { return f.Release == release && f.Live != nil && !f.Definition })
}

func (f Found) defined() Step {
	return Step{ID: f.ID, Does: "made: an upgrade, as which the update begins, makes no definitions", method: http.MethodPost,
		path: f.Path[:strings.LastIndex(f.Path, "/")], contentType: "application/json", body: f.Wanted.Object}
}

func (f Found) marking(patch kube.Object, does string) []Step {
	if patch == nil {
		return nil
	}
	return []Step{{ID: f.ID, Does: does, method: http.MethodPatch, path: f.Path + "?fieldManager=" + manager,
		contentType: string(types.MergePatchType), body: patch}}
}

// adopted are the marks of namespaces, which tell the program what to take over. They come last.
func (c Cluster) adopted(taken map[records.Release][]Found) (steps []Step, problems []error) {
	for _, namespace := range c.Found {
		if namespace.Wanted.Object.Kind() != "Namespace" || !namespace.own() {
			continue
		}
		before := strings.Fields(namespace.metadata("annotations", preflight.AdoptedAnnotation))
		foreign := namespace.Live != nil && !namespace.pulumis() || slices.Contains(before, namespace.ID)
		ids := slices.Clone(before)
		for _, f := range c.Found {
			switch {
			case f.Namespace != namespace.Namespace || !f.own() || f.Live == nil || f.Unchangeable != "" || f.pulumis():
			case namespace.Live == nil:
				problems = append(problems, fmt.Errorf("%s: %s, and its namespace %s is not there: remove it, or make the namespace first",
					f.ID, f.made(), namespace.Namespace))
			default:
				ids = append(ids, f.ID)
			}
		}
		for name := range c.releases() {
			record, recorded := c.Records[name]
			if name.Namespace == namespace.Namespace && (len(taken[name]) > 0 || recorded && (foreign || record.Info.Description == description)) {
				ids = append(ids, "Release/"+name.Namespace+"/"+name.Name)
			}
		}
		slices.Sort(ids)
		if ids = slices.Compact(ids); namespace.Live != nil && len(ids) > 0 {
			steps = append(steps, namespace.marking(namespace.taken(strings.Join(ids, " ")), adopting(ids))...)
		}
	}
	return steps, problems
}

// adopting says what a mark means.
func adopting(ids []string) string {
	var releases, objects []string
	for _, id := range ids {
		if release, ok := strings.CutPrefix(id, "Release/"); ok {
			releases = append(releases, release[strings.Index(release, "/")+1:])
		} else {
			objects = append(objects, id)
		}
	}
	var parts []string
	if len(objects) > 0 {
		parts = append(parts, "the stack's from now on, and left when it goes: "+some(objects))
	}
	if len(releases) > 0 {
		parts = append(parts, "the update upgrades "+strings.Join(releases, ", "))
	}
	return strings.Join(parts, "; ")
}
