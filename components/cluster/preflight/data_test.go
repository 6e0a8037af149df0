package preflight_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
)

// What a stack has left is taken over, and nothing else: neither what others made, nor where something runs.
func TestLeft(t *testing.T) {
	named := func(name string, annotations map[string]string) map[string]any {
		return map[string]any{"metadata": map[string]any{"name": name, "annotations": annotations}}
	}
	inLoki := func(name, deleted string) map[string]any {
		return map[string]any{"metadata": map[string]any{"name": name, "namespace": "loki", "deletionTimestamp": deleted}}
	}
	mark := map[string]string{"kalypso.io/stack": "dev"}
	left := []string{"Namespace/loki", "PersistentVolumeClaim/loki/storage-loki-0"}
	claim := []any{inLoki("storage-loki-0", "")}
	for name, c := range map[string]struct {
		stack string
		facts map[string]any
		want  []string
	}{
		"by this stack":    {"dev", map[string]any{"Namespaces": []any{named("loki", mark), named("wiki", mark)}, "Claims": claim}, left},
		"by another stack": {"prod", map[string]any{"Namespaces": []any{named("loki", mark)}, "Claims": claim}, nil},
		"by nobody known":  {"dev", map[string]any{"Namespaces": []any{named("loki", nil)}, "Claims": claim}, nil},
		"no engine":        {"", map[string]any{"Namespaces": []any{named("loki", nil)}, "Claims": claim}, nil},
		"something runs": {"dev", map[string]any{"Namespaces": []any{named("loki", mark)}, "Claims": claim,
			"Pods": []any{inLoki("loki-0", "")}}, nil},
		"it ends": {"dev", map[string]any{"Namespaces": []any{named("loki", mark)}, "Claims": claim,
			"Pods": []any{inLoki("loki-0", "2026-01-02T03:04:05Z")}}, left},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan()
			p.Stack = c.stack
			f := facts(t, c.facts)
			assert.Equal(t, c.want, preflight.Left(p, f))
			f.Failed = map[preflight.Question]error{"pods": errors.New("forbidden")}
			assert.Empty(t, preflight.Left(p, f), "what is not known is not taken")
		})
	}
}
