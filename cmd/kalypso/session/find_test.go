package session

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestConfigured(t *testing.T) {
	installed := t.TempDir()
	if err := os.WriteFile(filepath.Join(installed, "colima"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		path string
		want bool
	}{
		"no cluster":            {"config:\n  kalypso:profile: dev\n", installed, false},
		"a context":             {"config:\n  kalypso:cluster:\n    context: prod\n", t.TempDir(), true},
		"existing":              {"config:\n  kalypso:cluster: {driver: existing, context: prod}\n", t.TempDir(), true},
		"colima, installed":     {"config:\n  kalypso:cluster:\n    driver: colima\n", installed, true},
		"colima, not installed": {"config:\n  kalypso:cluster:\n    driver: colima\n", t.TempDir(), false},
		"kind, not installed":   {"config:\n  kalypso:cluster: {\"driver\": \"kind\"}\n", installed, false},
	} {
		t.Run(name, func(t *testing.T) {
			project := t.TempDir()
			t.Setenv("PATH", c.path)
			if err := os.WriteFile(filepath.Join(project, "Pulumi.dev.yaml"), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := Session{Project: project, Stack: "dev", Out: io.Discard}.configured()
			if err != nil || got != c.want {
				t.Errorf("got %v, %v, want %v", got, err, c.want)
			}
		})
	}
}
