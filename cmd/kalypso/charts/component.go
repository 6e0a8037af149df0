package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/nearest"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// sampleRoot is the root secret of what is rendered here; its credentials open nothing.
const sampleRoot = "only for looking at manifests, not a secret"

// component renders the releases of one component (or of all, for "all") with the values that the program computes for a
// stack, and adds the objects that the program makes itself.
func component(project, archives, kubeVersion, name, stack string) ([]render.Object, error) {
	namespace, err := namespaceOf(project, name)
	if err != nil {
		return nil, err
	}
	resources, err := registered(project, archives, stack)
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
	return registered(project, archives, "")
}

// registered is what the program registers for a stack of the project; "" is a development stack.
func registered(project, archives, stack string) ([]recorder.Resource, error) {
	if err := configure(project, archives, stack); err != nil {
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

// configure hands a stack's configuration to the program, as the engine does. What is encrypted there is not read.
func configure(project, source, stack string) error {
	settings, secrets, err := settingsOf(project, stack)
	if err != nil {
		return err
	}
	settings["kalypso:rootSecret"] = sampleRoot
	if source != "" || stack == "" {
		settings["kalypso:charts"] = source
	}
	for variable, content := range map[string]any{"PULUMI_CONFIG": settings, "PULUMI_CONFIG_SECRET_KEYS": append(secrets, "kalypso:rootSecret")} {
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

// settingsOf reads the configuration of a stack, as text or JSON by key, and which of its keys are encrypted: these have no more than
// question marks.
func settingsOf(project, stack string) (settings map[string]string, secrets []string, err error) {
	settings = map[string]string{}
	if stack == "" {
		return settings, nil, nil
	}
	file := filepath.Join(project, "Pulumi."+stack+".yaml")
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the configuration of stack %s: %w", stack, err)
	}
	var found struct {
		Config map[string]any `json:"config"`
	}
	if err := yaml.Unmarshal(content, &found); err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", file, err)
	}
	for key, value := range found.Config {
		tree, isMap := value.(map[string]any)
		_, encrypted := tree["secure"]
		switch {
		case encrypted:
			secrets = append(secrets, key)
			settings[key] = "???"
		case isMap:
			text, err := json.Marshal(tree)
			if err != nil {
				return nil, nil, fmt.Errorf("reading %s: %s: %w", file, key, err)
			}
			settings[key] = string(text)
		default:
			settings[key] = fmt.Sprint(value)
		}
	}
	return settings, secrets, nil
}

// namespaceOf is the namespace of the component, "" for all.
func namespaceOf(project, name string) (string, error) {
	components, err := kustomize.Load(project)
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

// rendered are the objects of a recorded resource in the namespace ("" for any).
func rendered(r recorder.Resource, project, kubeVersion, namespace string) ([]render.Object, error) {
	inputs := r.Plain()
	object := render.Object(inputs)
	in, _ := render.At[string](object, "metadata", "namespace")
	if in == "" && r.GetType() == render.ReleaseType {
		in = fmt.Sprint(inputs["namespace"])
	}
	if namespace != "" && in != namespace && object.Name() != namespace {
		return nil, nil
	}
	return render.Registered(r.GetType(), inputs, project, kubeVersion)
}
