package archives

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/lock"
)

func TestAnIncompleteNamedDirectoryIsAnError(t *testing.T) {
	t.Setenv(Variable, t.TempDir())
	_, err := Choose(context.Background(), t.TempDir(), pins("https://unused.invalid", "a"))
	if err == nil || !strings.Contains(err.Error(), "one-1.0.0.tgz") || !strings.Contains(err.Error(), Variable) {
		t.Fatalf("error = %v; want the variable and the missing archive", err)
	}
}

func TestAnArchiveWithAnotherDigestIsNotTaken(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "one-1.0.0.tgz"), "tampered")
	t.Setenv(Variable, dir)
	_, err := Choose(context.Background(), t.TempDir(), pins("https://unused.invalid", "original"))
	if err == nil || !strings.Contains(err.Error(), "another digest") {
		t.Fatalf("error = %v; want a complaint about the digest", err)
	}
}

func TestACompleteDirectoryOfTheProjectIsTaken(t *testing.T) {
	t.Setenv(Variable, "")
	project := t.TempDir()
	write(t, filepath.Join(project, "charts", "one-1.0.0.tgz"), "content")
	source, err := Choose(context.Background(), project, pins("https://unused.invalid", "content"))
	if err != nil || !source.Real || source.Setting != filepath.Join(project, "charts") {
		t.Fatalf("source = %+v, %v", source, err)
	}
}

func TestAReachableRepositoryIsTakenAndAPortalIsNot(t *testing.T) {
	t.Setenv(Variable, "")
	for body, real := range map[string]bool{"apiVersion: v1\nentries: {}\n": true, "<html>please sign in</html>": false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		source, err := Choose(context.Background(), t.TempDir(), pins(server.URL, "content"))
		server.Close()
		if err != nil || source.Real != real || !real && source.Why == "" {
			t.Errorf("%q: source = %+v, %v; want real = %v", body, source, err, real)
		}
	}
}

func TestFixturesAreAcceptedByTheLockBesideThem(t *testing.T) {
	workspace := t.TempDir()
	wanted := pins("https://unused.invalid", "content")
	write(t, filepath.Join(workspace, "charts.lock"), "one@1.0.0:\n version: 1.0.0\n sha256: "+wanted[0].SHA256+"\n")
	source, err := Source{}.Provide(workspace, wanted)
	if err != nil {
		t.Fatal(err)
	}
	rewritten, err := lock.Read(filepath.Join(workspace, "charts.lock"))
	if err != nil {
		t.Fatal(err)
	}
	if err := missing(source.Setting, rewritten); err != nil {
		t.Fatal(err)
	}
}

func pins(repository, content string) []lock.Pin {
	sum := sha256.Sum256([]byte(content))
	return []lock.Pin{{Name: "one", Version: "1.0.0", Repository: repository, SHA256: hex.EncodeToString(sum[:])}}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
