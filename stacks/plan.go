// Package stacks composes the platform: components.go says which component gets what from which and waits for which,
// order.go what follows from that for the order. Everything that can be wrong is found in a Plan, before anything is registered.
package stacks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/s3probe"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Program is the Pulumi program with what it needs of its surroundings.
type Program struct {
	// Dir is the project's directory: manifests/, charts.lock, images.lock, and .charts/, where archives are staged.
	Dir string
	// Ask asks a cluster who it is, within the context's deadline.
	Ask func(context.Context, config.Cluster) (cluster.Answer, error)
	// Write tries to write to a bucket of a store outside of the platform, as the backend will; nil tries nothing.
	Write func(ctx context.Context, bucket kit.Bucket, checksum bool) error
	// Cache keeps chart archives for all projects of the user; "" keeps none.
	Cache string
	// Profiles are what kalypso:profile chooses from; nil means the shipped ones.
	Profiles map[string]config.Profile
}

// Deploy is the program as `pulumi up` runs it, from the project's directory.
func Deploy(ctx *pulumi.Context) error {
	return Program{Dir: ".", Ask: cluster.Ask, Write: s3probe.Write, Cache: charts.UserCache()}.Run(ctx)
}

// Run plans the platform, refuses what is wrong with it, and registers the rest.
func (program Program) Run(ctx *pulumi.Context) error {
	p, err := program.plan(ctx)
	if err != nil {
		return err
	}
	if p, err = p.bind(ctx); err != nil {
		return err
	}
	for _, warning := range p.warnings() {
		if err := ctx.Log.Warn(warning, nil); err != nil {
			return fmt.Errorf("logging a warning: %w", err)
		}
	}
	for _, line := range slices.Concat(p.unwatched(), p.plain) {
		if err := ctx.Log.Info(line, nil); err != nil {
			return fmt.Errorf("logging what is left out: %w", err)
		}
	}
	base, err := cluster.New(ctx, p.cluster())
	if err != nil {
		return err
	}
	if err := p.compose(ctx, base, pulumi.Provider(base.Provider)); err != nil {
		return err
	}
	p.export(ctx, base)
	return nil
}

// Plan is everything that is decided before anything is registered.
type Plan struct {
	Config config.Config
	// Components are the enabled ones, each after what it waits for, as manifest.Load sorts them.
	Components []manifest.Component
	// Off are the others.
	Off []manifest.Component
	// Archives are the staged chart archives by release name, relative to the project.
	Archives map[string]string
	// PostRenderers are what some charts' output goes through, by release name, relative to the project.
	PostRenderers map[string]string
	// plain are lines on what is as Kustomize has it, and not as Helm.
	plain []string
	// layers are the sources of the user's values by component, from weakest to strongest.
	layers map[string][]layer
	// Overrides are the user's values by release name.
	Overrides map[string]map[string]any
	// Answer is what the cluster says of itself; the zero Answer if it was not asked or says nothing.
	Answer cluster.Answer
	// Recorded is the cluster that the stack is on since its first update.
	Recorded cluster.Identity
	// Context is the kube context of the cluster; "" inside a pod of it.
	Context string
	// Apps are the versions of the programs that the charts install, by release name.
	Apps map[string]string
	// ImageValues are the images that the charts of typed components name in values, by release name and path.
	ImageValues map[string]map[string]images.Value
	// Adopted is what was in the cluster before the stack.
	Adopted kit.Adopted
	// Noticed is what was found and stops nothing.
	Noticed []string
	// Stack is the stack's name; "" without an engine.
	Stack string
	// left are the namespaces, and the claims in them, that the stack has left, as kind/name.
	left []string
	// Unreachable says why a cluster that this program has made does not answer; empty if it does, or was never made.
	Unreachable string
}

// plan reads everything and checks everything, as far as one problem does not hide another, and reports all at once.
func (program Program) plan(ctx *pulumi.Context) (Plan, error) {
	settings, configErr := program.platform().Load()
	in := program.read(settings, configErr)
	problems := []error{in.problems}
	in.Stack = ctx.Stack()
	asking, cancel := context.WithTimeout(ctx.Context(), patience(ctx))
	defer cancel()
	if configErr == nil { // else it is not certain which cluster is meant
		var err error
		in.Answer, in.Unreachable, err = program.checkCluster(ctx, asking, settings.Cluster)
		problems = append(problems, err)
	}
	if in.unread == nil { // else it is not certain what to fetch, from where
		var err error
		in.Archives, err = program.stage(ctx.Context(), in.Plan, in.lock, in.mirrors)
		if err == nil {
			err = program.withNulls(&in.Plan, in.mirrors)
		}
		if err == nil {
			err = program.customize(&in.Plan, program.supply(settings, in.mirrors))
		}
		noticed, unfit := program.checkBuckets(ctx, in.Plan)
		in.Noticed = append(in.Noticed, noticed...)
		problems = append(problems, err, in.checkPreflight(ctx, asking, in.lock), unfit)
	}
	return in.Plan, errors.Join(problems...)
}

// inputs are what the project's files and the configuration say.
type inputs struct {
	Plan
	lock    charts.Lock
	mirrors charts.Mirrors
	// unread is what could not be read; problems are all that is wrong, that included.
	unread, problems error
}

// read reads the project's files and checks what needs neither a cluster nor an archive.
func (program Program) read(settings config.Config, configErr error) inputs {
	all, manifestErr := kustomize.Load(program.Dir)
	lock, lockErr := charts.ReadLock(filepath.Join(program.Dir, "charts.lock"))
	digests, imagesErr := images.Read(filepath.Join(program.Dir, images.File))
	settings.Cluster.Images = digests
	mirrors, mirrorsErr := charts.ReadMirrors(program.Dir)
	manifestErr = withNewest(manifestErr, program.supply(settings, mirrors))
	p := newPlan(settings, all)
	layersErr := p.readLayers(os.DirFS(program.Dir))
	p.Apps, p.ImageValues = apps(all, lock), p.imageValues(lock)
	unread := errors.Join(configErr, manifestErr, lockErr, imagesErr, mirrorsErr, layersErr)
	problems := []error{unread, settings.CheckComponents(names(all)), p.checkAfter(names(all)), p.checkOverrides(lock),
		p.checkStore(), p.checkData(), p.checkSignals(), p.checkRules()}
	p.Noticed = append(p.idle(lock), p.beside()...)
	if errors.Join(manifestErr, lockErr) == nil {
		problems = append(problems, p.checkPins(lock))
	}
	if configErr == nil {
		problems = append(problems, p.checkFit())
	}
	return inputs{p, lock, mirrors, unread, errors.Join(problems...)}
}

// newPlan plans the enabled components.
func newPlan(settings config.Config, all []manifest.Component) Plan {
	p := Plan{Config: settings, Overrides: map[string]map[string]any{}}
	for _, component := range all {
		if settings.Components[component.Name].On() {
			if p.dropIn(component.Name) {
				component.Charts = p.likeKustomize(component)
			}
			p.Components = append(p.Components, component)
		} else {
			p.Off = append(p.Off, component)
		}
	}
	return p
}

// likeKustomize are the charts of a drop-in, without the CRDs of those that do not ask for them.
func (p *Plan) likeKustomize(component manifest.Component) []manifest.Chart {
	list := slices.Clone(component.Charts)
	for i, chart := range list {
		if chart.Foreign {
			p.plain = append(p.plain, fmt.Sprintf("%s: apiVersions and kubeVersion of chart %s name a cluster for a build without one: here the real one "+
				"says what it is", component.File, chart.Name))
		}
		if chart.IncludeCRDs == nil {
			list[i].IncludeCRDs = new(bool)
			p.plain = append(p.plain, fmt.Sprintf("%s: what is in the crds/ of chart %s is left out, as Kustomize does: where it is needed, write "+
				"includeCRDs: true in %s", component.Name, chart.Name, component.File))
		}
	}
	return list
}

func (p Plan) spec(pin manifest.Component, after []pulumi.Resource) kit.Spec {
	return kit.Spec{Component: pin, Data: p.data(pin.Name), Overrides: p.Overrides, Archives: p.Archives, PostRenderers: p.PostRenderers,
		ImageValues: p.ImageValues, Settings: p.Config.Cluster.ClusterSettings, After: after, Policy: p.policy(pin), Adopted: p.Adopted,
		Timeout: time.Duration(p.Config.ReleaseTimeout), Evidence: p.evidence()}
}

// on says whether a component is enabled.
func (p Plan) on(name string) bool {
	return slices.ContainsFunc(p.Components, func(c manifest.Component) bool { return c.Name == name })
}

// pin returns an enabled component's manifests; the zero Component if it is off.
func (p Plan) pin(name string) manifest.Component {
	for _, component := range p.Components {
		if component.Name == name {
			return component
		}
	}
	return manifest.Component{}
}

// dropIn reports whether the directory of that name has no row.
func (p Plan) dropIn(name string) bool {
	_, ok := typed(name)
	return !ok
}

func names(components []manifest.Component) []string {
	var list []string
	for _, component := range components {
		list = append(list, component.Name)
	}
	return list
}
