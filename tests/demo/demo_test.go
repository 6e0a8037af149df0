package demo

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryDeploymentHasAProgram(t *testing.T) {
	for _, object := range Objects() {
		if object.Body["kind"] != "Deployment" {
			continue
		}
		name := object.Path[strings.LastIndex(object.Path, "/")+1:]
		if name != "deployments" {
			t.Errorf("%s is created in %s", name, object.Path)
		}
	}
	for _, program := range []string{"front", "pay", "load", "lines"} {
		if _, err := os.Stat(filepath.Join("..", "tools", "demo", "demo-"+program, "main.go")); err != nil {
			t.Errorf("nothing makes %s: %v", Image(program), err)
		}
	}
}

func TestTheCartIsPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	check := exec.Command(python, "-c", "import ast, sys; ast.parse(sys.stdin.read())")
	check.Stdin = strings.NewReader(Cart)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
