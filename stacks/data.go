package stacks

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// stores says whether a component keeps data on volumes. Of a drop-in only its charts know.
func (p Plan) stores(component string) bool {
	return p.dropIn(component) || Requested(p.Config.Sizing)[component].Disk > 0
}

// data says what becomes of what a component stores.
func (p Plan) data(component string) kit.Data {
	if !p.stores(component) {
		return kit.Data{}
	}
	return kit.Data{Policy: p.Config.DataOf(component), Stack: p.Stack,
		Left: func(kind, name string) bool { return slices.Contains(p.left, kind+"/"+name) }}
}

// keeps says whether anything that is stored in the cluster is to outlive the stack.
func (p Plan) keeps() bool {
	return slices.ContainsFunc(slices.Concat(p.Components, p.Off), func(pin manifest.Component) bool {
		return p.stores(pin.Name) && p.Config.DataOf(pin.Name) == config.Keep
	})
}

// checkData refuses to say what becomes of data where there is none.
func (p Plan) checkData() error {
	var problems []error
	for _, pin := range slices.Concat(p.Components, p.Off) {
		if own := p.Config.Components[pin.Name].Data; own != "" && !p.stores(pin.Name) {
			problems = append(problems, fmt.Errorf("kalypso:components.%[1]s.data: found %[2]s, but %[1]s stores nothing: "+
				"pulumi config rm --path kalypso:components.%[1]s.data", pin.Name, own))
		}
	}
	return errors.Join(problems...)
}

// volume is one that a component's sizing decides, or its values.
type volume struct {
	// name follows the release's in the name of the StatefulSet, or of the claim that a chart makes by itself.
	name string
	// of picks the workload, and path is where a chart's values say how large its volume is; nil where none do.
	of   func(sizing.Sizing) sizing.Workload
	path []string
}

// volumes are those of a component as they are to be.
func (p Plan) volumes(pin manifest.Component) []preflight.Volume {
	r, _ := typed(pin.Name)
	var all []preflight.Volume
	for _, v := range r.volumes {
		one := preflight.Volume{Component: pin.Name, Namespace: pin.Namespace.Name, Name: v.name, Path: v.path,
			Size: v.of(p.Config.Sizing).Volume()}
		if len(pin.Charts) > 0 {
			release := pin.Charts[0].Release
			one.Name = release + v.name
			if own, ok := kit.Lookup(p.Overrides[release], v.path...).(string); ok {
				one.Size = own
			}
		}
		all = append(all, one)
	}
	return all
}
