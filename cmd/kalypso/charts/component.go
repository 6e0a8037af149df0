package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/nearest"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// sampleRoot is the root secret of what is rendered here; its credentials open nothing.
const sampleRoot = "only for looking at manifests, not a secret"

// component renders the releases of one component (or of all, for "all") with the values that the program computes for a
// development stack, and adds the objects that the program makes itself.
func component(project, archives, kubeVersion, name string) ([]render.Object, error) {
	namespace, err := namespaceOf(project, name)
	if err != nil {
		return nil, err
	}
	resources, err := development(project, archives)
	if err != nil {
		return nil, err
	}
	var objects []render.Object
	for _, r := range resources {
		made, err := rendered(r, project, kubeVersion, namespace)
		if err != nil {
			return nil, err
		}
		objects = append(objects, made...)
	}
	return objects, nil
}

// development is what the program registers for a development stack with the archives of that source.
func development(project, archives string) ([]recorder.Resource, error) {
	if err := configure(archives); err != nil {
		return nil, err
	}
	recent := func(context.Context, config.Cluster) (cluster.Answer, error) {
		return cluster.Answer{Version: cluster.Version{Major: 1, Minor: 34}}, nil
	}
	recorded, err := recorder.Run(false, stacks.Program{Dir: project, Ask: recent}.Run)
	if err != nil {
		return nil, fmt.Errorf("running the program: %w", err)
	}
	return recorded.Resources, nil
}

// configure hands a development configuration to the program, as the engine does.
func configure(source string) error {
	for variable, content := range map[string]any{
		"PULUMI_CONFIG":             map[string]string{"kalypso:rootSecret": sampleRoot, "kalypso:charts": source},
		"PULUMI_CONFIG_SECRET_KEYS": []string{"kalypso:rootSecret"},
	} {
		text, err := json.Marshal(content)
		if err != nil {
			return fmt.Errorf("writing the configuration: %w", err)
		}
		if err := os.Setenv(variable, string(text)); err != nil {
			return fmt.Errorf("setting the configuration: %w", err)
		}
	}
	return nil
}

// namespaceOf is the namespace of the component, "" for all.
func namespaceOf(project, name string) (string, error) {
	components, err := manifest.Load(os.DirFS(filepath.Join(project, "manifests")))
	if err != nil {
		return "", fmt.Errorf("reading the manifests: %w", err)
	}
	if name == "all" {
		return "", nil
	}
	known := []string{"all"}
	for _, c := range components {
		if c.Name == name {
			return c.Namespace.Name, nil
		}
		known = append(known, c.Name)
	}
	slices.Sort(known)
	return "", fmt.Errorf("no component %q%s; there are %s", name, nearest.Hint(name, known), strings.Join(known, ", "))
}

// releaseType is the type of a resource that is a Helm release.
const releaseType = "kubernetes:helm.sh/v3:Release"

// rendered are the objects of a recorded resource in the namespace ("" for any).
func rendered(r recorder.Resource, project, kubeVersion, namespace string) ([]render.Object, error) {
	inputs := r.Plain()
	if r.GetType() == releaseType {
		values, _ := inputs["values"].(map[string]any)
		release := render.Release{
			Name: fmt.Sprint(inputs["name"]), Namespace: fmt.Sprint(inputs["namespace"]), Values: values,
			Archive: filepath.Join(project, fmt.Sprint(inputs["chart"])),
		}
		if namespace != "" && release.Namespace != namespace {
			return nil, nil
		}
		return render.Objects(release, kubeVersion)
	}
	object := render.Object(inputs)
	in, _ := render.At[string](object, "metadata", "namespace")
	if object.Kind() == "" || (namespace != "" && in != namespace && object.Name() != namespace) {
		return nil, nil
	}
	return []render.Object{object}, nil
}
