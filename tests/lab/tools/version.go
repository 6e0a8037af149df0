package tools

import (
	"debug/buildinfo"
	"fmt"
	"path/filepath"
)

// Version returns the version of a module that a program was built from; "unknown" if the module is not in it.
func Version(program, module string) (string, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return "", fmt.Errorf("asking %s what it was built from: %w", program, err)
	}
	for _, dependency := range append(info.Deps, &info.Main) {
		if dependency.Path == module {
			return dependency.Version, nil
		}
	}
	return "unknown", nil
}

// Provider says which Kubernetes provider a report was made with: the one that can be built is older than the release that
// users get, and what it does is not all that they meet.
func (s *Set) Provider() string {
	if s == nil || s.Path(kubernetesProvider) == "" {
		return "no Kubernetes provider"
	}
	if path := s.Path(kubernetesProvider); path == s.releasedProvider() {
		return "the released Kubernetes provider, " + filepath.Base(filepath.Dir(path))
	}
	version, err := Version(s.Path(kubernetesProvider), "github.com/pulumi/pulumi-kubernetes/provider/v4")
	if err != nil {
		return "a Kubernetes provider of unknown version"
	}
	return "the built Kubernetes provider " + version
}
