package stacks

import (
	"slices"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/components/kit"
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
