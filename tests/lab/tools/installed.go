package tools

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

// pulumiVersion is that of the Pulumi command line that is built; an installed one is used from it on, in the same major.
const pulumiVersion = "v3.259.0"

// installed returns the user's own programs, by name: a Pulumi command line that fits, with its host for Go, and the released
// Kubernetes provider, which is newer than the one that can be built. An older command line, or none, is no error.
func (s *Set) installed(ctx context.Context) map[string]string {
	found := map[string]string{}
	pulumi, err := exec.LookPath("pulumi")
	host := filepath.Join(filepath.Dir(pulumi), "pulumi-language-go")
	if _, hosted := os.Stat(host); err == nil && hosted == nil && fits(ctx, pulumi) {
		found["pulumi"], found["pulumi-language-go"] = pulumi, host
	}
	if provider := s.releasedProvider(); provider != "" {
		found[kubernetesProvider] = provider
	}
	return found
}

func fits(ctx context.Context, pulumi string) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, pulumi, "version").Output()
	version := strings.TrimSpace(string(out))
	return err == nil && semver.Major(version) == semver.Major(pulumiVersion) && semver.Compare(version, pulumiVersion) >= 0
}

var sdk = regexp.MustCompile(`pulumi-kubernetes/sdk/v4 (v\S+)`)

// releasedProvider is the plugin of the version that the program's SDK names, where Pulumi has fetched it.
func (s *Set) releasedProvider() string {
	home := os.Getenv("PULUMI_HOME")
	if home == "" {
		user, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		home = filepath.Join(user, ".pulumi")
	}
	mod, err := os.ReadFile(filepath.Join(s.Source, "..", "..", "go.mod"))
	version := sdk.FindSubmatch(mod)
	if err != nil || version == nil {
		return ""
	}
	plugin := filepath.Join(home, "plugins", "resource-kubernetes-"+string(version[1]), kubernetesProvider)
	if _, err := os.Stat(plugin); err != nil {
		return ""
	}
	return plugin
}
