package machine

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
	"github.com/kalypsoServing/kalypso/tests/live/node"
)

// ownerFile says which run a node belongs to. A node without one was started to stay.
const ownerFile = node.Dir + "/owner.json"

// takeNode makes the node this run's own.
func takeNode() error {
	self, err := process.Self()
	if err != nil {
		return err
	}
	raw, err := json.Marshal(self)
	if err != nil {
		return fmt.Errorf("encoding the owner of the node: %w", err)
	}
	if err := errors.Join(os.MkdirAll(node.Dir, 0o755), os.WriteFile(ownerFile, raw, 0o600)); err != nil {
		return fmt.Errorf("claiming the node: %w", err)
	}
	return nil
}

// Kept tells whether a node runs that was started to stay.
func Kept() (bool, error) {
	running, err := node.Running(node.Dir)
	if err != nil || !running {
		return false, err
	}
	_, err = os.Stat(ownerFile)
	return errors.Is(err, os.ErrNotExist), nil
}

// removeAbandoned removes what a run that was killed has left.
func removeAbandoned() error {
	raw, err := os.ReadFile(ownerFile)
	var owner process.Identity
	if err == nil && json.Unmarshal(raw, &owner) == nil && owner.Alive() {
		return fmt.Errorf("a live node is in use by process %d: one at a time on a machine", owner.PID)
	}
	if kept, err := Kept(); err != nil || kept {
		return errors.Join(err, errors.New("a live node runs already; `make live-down` ends it"))
	}
	return node.Stop(node.Dir)
}
