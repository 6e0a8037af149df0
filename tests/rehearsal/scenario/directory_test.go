package scenario

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

func TestSweepRemovesWhatADeadOwnerLeftAndSparesTheLiving(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	living, err := makeDirectory()
	if err != nil {
		t.Fatal(err)
	}
	dead, err := makeDirectory()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(process.Identity{Name: "self", PID: os.Getpid(), Started: "long ago"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dead, ownerFile), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := removeAbandoned(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("a dead owner's directory is still there: %v", err)
	}
	if _, err := os.Stat(living); err != nil {
		t.Errorf("a living owner's directory is gone: %v", err)
	}
}
