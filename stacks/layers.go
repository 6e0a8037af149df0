package stacks

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// layer is one source of a component's overrides, with the file ("file: ") or the key that problems with it begin with.
type layer struct {
	at     string
	values map[string]any
}

// readLayers reads every component's overrides, from weakest to strongest, and makes of them what the configuration says of its values.
func (p *Plan) readLayers(project fs.FS) error {
	p.layers = map[string][]layer{}
	own := map[string]config.Component{}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(p.Config.Components)) {
		component := p.Config.Components[name]
		key := fmt.Sprintf("kalypso:components.%s", name)
		files := component.AdditionalValuesFiles
		if component.ValuesFile != "" {
			files = slices.Concat([]string{component.ValuesFile}, files)
		}
		var merged map[string]any
		for _, file := range files {
			values, wrong := valuesOf(project, key, file)
			problems = append(problems, wrong...)
			p.layers[name] = append(p.layers[name], layer{file + ": ", values})
			merged = kit.Merge(merged, values)
		}
		if len(component.Values) > 0 {
			p.layers[name] = append(p.layers[name], layer{key + ".values", component.Values})
		}
		if len(files) > 0 {
			component.Values = kit.Merge(merged, component.Values)
		}
		own[name] = component
	}
	p.Config.Components = own
	return errors.Join(problems...)
}

func valuesOf(project fs.FS, key, file string) (map[string]any, []error) {
	clean := path.Clean(file)
	if !fs.ValidPath(clean) {
		return nil, []error{fmt.Errorf("%s: %q is outside of the project: another machine would not find it; copy it into the project", key, file)}
	}
	values, problems := manifest.ReadValues(project, clean)
	if len(problems) == 1 && errors.Is(problems[0], os.ErrNotExist) {
		return nil, []error{fmt.Errorf("%s: there is no file %s in the project", key, file)}
	}
	return values, append(problems, config.WrongValues(file+": ", values)...)
}

// Source is a layer of a release's values.
type Source struct {
	// Name is a file or a key.
	Name   string
	Values map[string]any
}

// Sources are the layers of the releases' values by release, from weakest to strongest: the directory's, then the user's. What a release
// gets and has from none of them is the program's.
func (program Program) Sources() (map[string][]Source, error) {
	settings, configErr := program.platform().LoadWithoutSecrets()
	p := program.read(settings, configErr)
	if p.problems != nil {
		return nil, p.problems
	}
	sources := map[string][]Source{}
	for _, component := range p.Components {
		for _, chart := range component.Charts {
			all := []Source{{component.File, chart.Values}}
			for _, from := range p.layers[component.Name] {
				values := from.values
				if len(component.Charts) > 1 {
					values, _ = values[chart.Release].(map[string]any)
				}
				all = append(all, Source{strings.TrimSuffix(from.at, ": "), values})
			}
			sources[chart.Release] = all
		}
	}
	return sources, nil
}
