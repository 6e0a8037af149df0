package image

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryRecipeHasItsModule(t *testing.T) {
	all := Recipes()
	all["pause"], all["coredns"] = Pause(), CoreDNS()
	maps.Copy(all, Demo())
	for name, recipe := range all {
		if recipe.Debian.Name != "" {
			continue
		}
		module := filepath.Join("..", "..", "tools", recipe.Group.Module)
		mod, err := os.ReadFile(filepath.Join(module, "go.mod"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		pkg := recipe.Group.Programs[recipe.Program]
		if strings.HasPrefix(pkg, ".") {
			_, err = os.Stat(filepath.Join(module, pkg, "main.go"))
		} else if !strings.Contains(string(mod), pkg) {
			t.Errorf("%s: %s is not a tool of tests/tools/%s/go.mod", name, pkg, recipe.Group.Module)
		}
		if err != nil || pkg == "" {
			t.Errorf("%s: nothing builds %s (%v)", name, recipe.Program, err)
		}
		if recipe.Module != "" && !strings.Contains(string(mod), recipe.Module) {
			t.Errorf("%s: tests/tools/%s does not pin %s", name, recipe.Group.Module, recipe.Module)
		}
	}
}

func TestARecipeIsFoundByAnyNameOfItsImage(t *testing.T) {
	for image, want := range map[string]string{
		"docker.io/grafana/mimir:r373-22b5f87d": "mimir", "grafana/mimir:1": "mimir", "quay.io/minio/mc:x": "mc",
		"docker.io/grafana/tempo:2.9.0": "", "localhost:5000/grafana/mimir:1": "",
		"istio/pilot:1.28.3": "pilot-discovery", "istio/proxyv2:1.28.3": "",
		"registry.k8s.io/kube-state-metrics/kube-state-metrics:x":                               "kube-state-metrics",
		"ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s:x": "otelcol-contrib",
	} {
		recipe, known, err := recipeFor(image)
		if err != nil || known != (want != "") || recipe.Program != want {
			t.Errorf("%s is made of %q, %v, want %q", image, recipe.Program, err, want)
		}
	}
}

func TestTheOperatorKnowsItsVersion(t *testing.T) {
	mod, err := os.ReadFile("../../tools/operator/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "opentelemetry-operator v"+operatorVersion+" ") {
		t.Errorf("tests/tools/operator pins another version than %s", operatorVersion)
	}
}

// TestEveryRecipeIsForAPinnedImage wants the names in charts.lock, in the manifests where a chart takes it from there, or in
// the component that writes the objects itself.
func TestEveryRecipeIsForAPinnedImage(t *testing.T) {
	pins := []string{"../../../charts.lock", "../../../manifests/otel/values-operator.yaml"}
	component, err := filepath.Glob("../../../components/telemetry/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var pinned strings.Builder
	for _, file := range append(pins, component...) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pinned.Write(content)
	}
	for name := range Recipes() {
		as := func(form string) bool {
			return strings.Contains(pinned.String(), strings.ReplaceAll(form, "NAME", name))
		}
		// A constant is the name alone where the tag is the operator's.
		if !as("- NAME:") && !as(`"NAME:`) && !as(`"NAME"`) && !as("repository: NAME\n") {
			t.Errorf("nothing runs %s", name)
		}
	}
}
