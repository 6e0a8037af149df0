package tools

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestAnInstalledPulumiIsUsedIfItFits(t *testing.T) {
	for version, fits := range map[string]bool{
		pulumiVersion: true, "v3.300.1": true, "v3.258.0": false, "v4.0.0": false, "3.300.1": false, "": false,
	} {
		t.Run(version, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("PATH", dir)
			t.Setenv("PULUMI_HOME", t.TempDir())
			program(t, filepath.Join(dir, "pulumi"), "#!/bin/sh\necho "+version+"\n")
			program(t, filepath.Join(dir, "pulumi-language-go"), "#!/bin/sh\n")
			found := (&Set{Source: t.TempDir()}).installed(context.Background())
			if got := found["pulumi"] != "" && found["pulumi-language-go"] != ""; got != fits {
				t.Errorf("found %v", found)
			}
		})
	}
}

func TestAPulumiWithoutItsHostForGoDoesNotFit(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	t.Setenv("PULUMI_HOME", t.TempDir())
	program(t, filepath.Join(dir, "pulumi"), "#!/bin/sh\necho "+pulumiVersion+"\n")
	if found := (&Set{Source: t.TempDir()}).installed(context.Background()); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func TestTheReleasedProviderTakesThePlaceOfTheBuiltOne(t *testing.T) {
	set, home := project(t), t.TempDir()
	set.Source = filepath.Join(t.TempDir(), "tests", "tools")
	writeBelow(t, set.Source, "../../go.mod", "require github.com/pulumi/pulumi-kubernetes/sdk/v4 v4.32.0\n")
	t.Setenv("PATH", "")
	t.Setenv("PULUMI_HOME", home)
	writeBelow(t, home, "plugins/resource-kubernetes-v4.31.0/"+kubernetesProvider, "older")
	if got := set.installed(context.Background()); len(got) != 0 {
		t.Errorf("another version than the SDK's is used: %v", got)
	}
	writeBelow(t, home, "plugins/resource-kubernetes-v4.32.0/"+kubernetesProvider, "plugin")
	want := filepath.Join(home, "plugins", "resource-kubernetes-v4.32.0", kubernetesProvider)
	if got := set.installed(context.Background())[kubernetesProvider]; got != want {
		t.Errorf("used %q, want %q", got, want)
	}
}

func program(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}
