package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// ownerFile says which process a rehearsal's directory belongs to.
const ownerFile = "owner.json"

// makeDirectory makes this run's directory.
func makeDirectory() (string, error) {
	dir, err := os.MkdirTemp("", "kalypso-rehearsal-")
	if err != nil {
		return "", fmt.Errorf("making the rehearsal's directory: %w", err)
	}
	self, err := process.Self()
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(self)
	if err != nil {
		return "", fmt.Errorf("encoding the owner of a rehearsal: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, ownerFile), raw, 0o600); err != nil {
		return "", fmt.Errorf("claiming the rehearsal's directory: %w", err)
	}
	return dir, nil
}

// removeAbandoned ends what earlier rehearsals left behind because they were killed. A directory whose owner lives is left alone.
func removeAbandoned() error {
	owners, err := filepath.Glob(filepath.Join(os.TempDir(), "kalypso-rehearsal-*", ownerFile))
	if err != nil {
		return fmt.Errorf("looking for remains of earlier rehearsals: %w", err)
	}
	var failures []error
	for _, file := range owners {
		raw, err := os.ReadFile(file)
		var owner process.Identity
		if err != nil || json.Unmarshal(raw, &owner) != nil || owner.Alive() {
			continue // of another program, or alive
		}
		dir := filepath.Dir(file)
		failures = append(failures, controlplane.Stop(clusterDir(dir)), os.RemoveAll(dir))
	}
	return errors.Join(failures...)
}
