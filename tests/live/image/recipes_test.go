package image

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryRecipeHasItsModule(t *testing.T) {
	all := Recipes()
	all["pause"], all["coredns"] = Pause(), CoreDNS()
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
		if pkg == "." {
			_, err = os.Stat(filepath.Join(module, "main.go"))
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

// TestEveryRecipeIsForAPinnedImage wants the names in charts.lock, or in the manifests where a chart takes it from there.
func TestEveryRecipeIsForAPinnedImage(t *testing.T) {
	lock, err := os.ReadFile("../../../charts.lock")
	if err != nil {
		t.Fatal(err)
	}
	operator, err := os.ReadFile("../../../manifests/otel/values-operator.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name := range Recipes() {
		if !strings.Contains(string(lock), "- "+name+":") && !strings.Contains(string(operator), name) {
			t.Errorf("no chart runs %s", name)
		}
	}
}
