package controlplane

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// state is what another process needs in order to stop the cluster.
type state struct {
	Processes []process.Identity `json:"processes"`
	// Complete is true once all that belong to the cluster are recorded.
	Complete bool `json:"complete"`
}

const stateFile = "processes.json"

func (f files) save(s state) error {
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding the list of processes: %w", err)
	}
	if err := os.WriteFile(f.path(stateFile), raw, 0o600); err != nil {
		return fmt.Errorf("recording the processes of the control plane: %w", err)
	}
	return nil
}

// Processes lists what was started with its state in dir, dead or alive; none if nothing was.
func Processes(dir string) ([]process.Identity, error) {
	s, err := load(dir)
	return s.Processes, err
}

func load(dir string) (state, error) {
	raw, err := os.ReadFile(files{dir}.path(stateFile))
	if errors.Is(err, os.ErrNotExist) {
		return state{}, nil
	}
	if err != nil {
		return state{}, fmt.Errorf("reading the processes of the control plane: %w", err)
	}
	var s state
	if err := json.Unmarshal(raw, &s); err != nil {
		return state{}, fmt.Errorf("decoding %s: %w; end the processes by hand and remove the directory %s", stateFile, err, dir)
	}
	return s, nil
}

// Running reports whether a control plane with its state in dir is complete and alive.
func Running(dir string) (bool, error) {
	s, err := load(dir)
	for _, id := range s.Processes {
		if !id.Alive() {
			return false, err
		}
	}
	return s.Complete, err
}

// Stop ends every process recorded in dir, waits until all are gone, and removes dir.
func Stop(dir string) error {
	ids, err := Processes(dir)
	if err != nil {
		return err
	}
	// Stopped in reverse order: kwok and the controllers first, etcd last, each with time to close its connections.
	if err := process.Stop(ids, 10*time.Second); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("removing the state of the control plane: %w", err)
	}
	return nil
}
