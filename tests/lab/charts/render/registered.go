package render

import (
	"fmt"
	"path/filepath"
)

// ReleaseType is the type of a resource of the program that is a Helm release.
const ReleaseType = "kubernetes:helm.sh/v3:Release"

// Registered are the objects of a resource that the program registers in a project: a release is rendered, an object is itself.
// Anything else has none.
func Registered(typed string, inputs map[string]any, project, kubeVersion string) ([]Object, error) {
	if typed != ReleaseType {
		if object := Object(inputs); object.Kind() != "" {
			return []Object{object}, nil
		}
		return nil, nil
	}
	return Objects(Installation(inputs, project), kubeVersion)
}

// Installation is what a resource of type ReleaseType installs.
func Installation(inputs map[string]any, project string) Release {
	values, _ := inputs["values"].(map[string]any)
	release := Release{
		Name: fmt.Sprint(inputs["name"]), Namespace: fmt.Sprint(inputs["namespace"]), Values: values,
		Archive: filepath.Join(project, fmt.Sprint(inputs["chart"])), WithoutCRDs: inputs["skipCrds"] == true,
	}
	if through, ok := inputs["postrender"].(string); ok {
		release.PostRenderer = filepath.Join(project, through)
	}
	return release
}
