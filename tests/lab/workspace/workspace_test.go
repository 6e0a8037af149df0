package workspace

import (
	"slices"
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

func TestWithRuntimeReplacesTheRuntimeAndNothingElse(t *testing.T) {
	tests := map[string]string{
		"a word":   "name: kalypso\nruntime: go\ndescription: text\n",
		"a map":    "name: kalypso\nruntime:\n  name: go\n\n  options:\n    buildTarget: bin/x\ndescription: text\n",
		"the last": "name: kalypso\ndescription: text\nruntime: go",
	}
	for name, text := range tests {
		got := withRuntime(text, "/work space/kalypso")
		want := "name: kalypso\ndescription: text\nruntime:\n  name: go\n  options:\n    binary: \"/work space/kalypso\"\n"
		if got != want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

func TestTheEnvironmentPointsNowhereElse(t *testing.T) {
	w := Workspace{Dir: "/w", Tools: &tools.Set{}, Kubeconfig: "/w/kubeconfig"}
	env := w.environment([]string{"HOME=/h", "PULUMI_ACCESS_TOKEN=secret", "KUBECONFIG=/production", "HELM_NAMESPACE=x",
		"PULUMI_BACKEND_URL=https://x"})
	for _, pair := range env {
		if strings.Contains(pair, "secret") || strings.Contains(pair, "production") || strings.Contains(pair,
			"https://x") || strings.HasPrefix(pair, "HELM_NAMESPACE") {
			t.Errorf("inherited %s", pair)
		}
	}
	for _, want := range []string{"HOME=/h", "KUBECONFIG=/w/kubeconfig", "PULUMI_BACKEND_URL=file:///w/state"} {
		if !slices.Contains(env, want) {
			t.Errorf("missing %s", want)
		}
	}
}
