package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCurrentContextIsFoundAsKubectlFindsIt(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	dir := t.TempDir()
	empty, yaml, json := filepath.Join(dir, "empty"), filepath.Join(dir, "yaml"), filepath.Join(dir, "json")
	write(t, empty, "apiVersion: v1\ncurrent-context: \"\"\nclusters: []\n")
	write(t, yaml, "apiVersion: v1\ncurrent-context: colima-kalypso\nkind: Config\n")
	write(t, json, `{"apiVersion":"v1",`+"\n"+` "current-context": "embedded", "kind":"Config"}`)
	tests := map[string]string{
		"":                                       "",
		filepath.Join(dir, "missing"):            "",
		empty:                                    "",
		yaml:                                     "colima-kalypso",
		json:                                     "embedded",
		strings.Join([]string{empty, yaml}, ":"): "colima-kalypso",
	}
	for kubeconfig, want := range tests {
		if got := currentContext(kubeconfig); got != want {
			t.Errorf("%s: got %q, want %q", kubeconfig, got, want)
		}
	}
}

func TestHomeIsReadWithoutTheVariable(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	write(t, filepath.Join(home, ".kube", "config"), "current-context: kind-kalypso\n")
	if got := currentContext(""); got != "kind-kalypso" {
		t.Fatalf("got %q", got)
	}
}

func TestConfiguredWantsAClusterAndNoComment(t *testing.T) {
	tests := map[string]bool{
		"":                                  false,
		"config:\n  kalypso:profile: dev\n": false,
		"config:\n  # kalypso:cluster: {driver: kind}\n":        false,
		"config:\n  kalypso:cluster:\n    driver: colima\n":     true,
		"config:\n  \"kalypso:cluster\": {context: minikube}\n": true,
	}
	for text, want := range tests {
		s := Session{Project: t.TempDir(), Stack: "dev"}
		write(t, s.stackFile(), text)
		if got, err := s.configured(); err != nil || got != want {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}

func TestNobodyIsAskedWithoutATerminal(t *testing.T) {
	for _, name := range []string{os.DevNull, filepath.Join(t.TempDir(), "answers")} {
		if name != os.DevNull {
			write(t, name, "y\n")
		}
		in, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if agreed, asked := (Session{In: in}).ask("really?"); agreed || asked {
			t.Errorf("%s: agreed %v, asked %v", name, agreed, asked)
		}
	}
}

func TestThePassphraseIsMadeOnceAndOnlyForAStackWithoutOne(t *testing.T) {
	s := Session{Project: t.TempDir(), Stack: "dev"}
	if err := os.MkdirAll(s.path(), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, s.stackFile(), "encryptionsalt: v1:x\nconfig: {}\n")
	if file, err := s.passphrase(); err != nil || file != "" {
		t.Fatalf("a stack encrypted by its user got the passphrase %q, %v", file, err)
	}
	write(t, s.stackFile(), "config: {}\n")
	file, err := s.passphrase()
	if err != nil {
		t.Fatal(err)
	}
	first := read(t, file)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 || len(first) < 20 {
		t.Fatalf("mode %v, %d bytes, %v", info.Mode(), len(first), err)
	}
	write(t, s.stackFile(), "encryptionsalt: v1:x\nconfig: {}\n") // Pulumi writes the salt at first use
	if again, err := s.passphrase(); err != nil || read(t, again) != first {
		t.Fatalf("the second time: %q, %v", again, err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
