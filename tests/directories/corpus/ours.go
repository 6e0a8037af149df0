package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// ours is what the program deploys of the directory, as a drop-in.
func (r run) ours(project, name string) ([]render.Object, error) {
	tool := kustomize.New(project)
	all, err := manifest.Load(onlyOne{os.DirFS(project), name}, tool.Build)
	if err != nil {
		return nil, err
	}
	component := all[0]
	var requests []charts.Request
	for i, chart := range component.Charts {
		if chart.IncludeCRDs == nil {
			component.Charts[i].IncludeCRDs = new(bool)
		}
		requests = append(requests, charts.Request{Name: chart.Name, Version: chart.Version, Repo: chart.Repo, ChartHome: chart.Home})
	}
	staged, err := charts.Supply{Source: filepath.Join(project, "archives"), Project: project}.Stage(context.Background(), requests, charts.Lock{})
	if err != nil {
		return nil, err
	}
	archives := map[string]string{}
	supply := charts.Supply{Project: project}
	for i, chart := range component.Charts {
		archives[chart.Release], component.Charts[i].Values, err = supply.WithNulls(staged[requests[i]], chart.Values)
		if err != nil {
			return nil, err
		}
	}
	through, err := tool.Prepare(&component, archives, func(chart manifest.Chart) map[string]any { return chart.Values })
	if err != nil {
		return nil, err
	}
	var objects []render.Object
	for _, object := range append(component.Definitions, component.Objects...) {
		objects = append(objects, render.Object(object))
	}
	for _, chart := range component.Charts {
		release := render.Release{
			Name: chart.Release, Namespace: chart.Namespace, Values: chart.Values, WithoutCRDs: !*chart.IncludeCRDs,
			Archive: filepath.Join(project, archives[chart.Release]),
		}
		if program := through[chart.Release]; program != "" {
			release.PostRenderer = filepath.Join(project, program)
		}
		made, err := render.Objects(release, render.KubeVersion)
		if err != nil {
			return nil, fmt.Errorf("rendering %s: %w", chart.Release, err)
		}
		for _, object := range made {
			if chart.SkipHooks && object.Hook() != "" {
				continue
			}
			objects = append(objects, object)
		}
	}
	return objects, nil
}
