package suite

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFailingModuleIsToldAndTheOthersStillRun(t *testing.T) {
	project := t.TempDir()
	module(t, project, "a", "")
	module(t, filepath.Join(project, "tests", "broken"), "b", `t.Fatal("the reason")`)
	module(t, filepath.Join(project, "tests", "sound"), "c", "")
	module(t, filepath.Join(project, "tests", "without"), "d", `t.Skip("no archives: fetch them")`)
	module(t, filepath.Join(project, "tests", "wrong"), "e", `nowhere()`)
	var out bytes.Buffer
	if err := Run(context.Background(), project, &out); err == nil || !strings.Contains(err.Error(), "tests/broken") {
		t.Fatalf("error = %v", err)
	}
	for _, want := range []string{
		"the program: 1 tests passed", "the reason", "tests/sound: 1 tests passed", "skipped: TestX (no archives: fetch them)",
		"undefined: nowhere", "2 passed, 1 failed, 1 skipped",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("missing %q in\n%s", want, out.String())
		}
	}
}

func module(t *testing.T, dir, name, body string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{
		"go.mod":    "module example.com/" + name + "\n\ngo 1.26\n",
		"x_test.go": "package x\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { _ = t\n" + body + " }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
