package recovery

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// open takes over locks of a file backend, and then restores a state there that is cut off. Of other backends only Pulumi knows, and
// says it, whether a run is at work.
func (r *run) open(ctx context.Context) error {
	backend, err := r.pulumi(ctx, nil, "whoami", "--json")
	if err != nil {
		return err
	}
	var login struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal([]byte(backend), &login); err != nil {
		return fmt.Errorf("asking Pulumi for its backend: %w", err)
	}
	if !strings.HasPrefix(login.URL, "file://") {
		return r.elsewhere(ctx, login.URL)
	}
	project, err := r.project()
	if err != nil {
		return err
	}
	if err := r.unlock(login.URL, project); err != nil {
		return err
	}
	return restore(login.URL, project, r.Stack, time.Now(), r.say)
}

func (r *run) unlock(backend, project string) error {
	found, err := locks(backend, project, r.Stack)
	if err != nil || len(found) == 0 {
		return err
	}
	host, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("asking for this machine's name: %w", err)
	}
	return takeOver(found, host, pulumiRuns, r.say)
}

// elsewhere asks a backend that keeps no files here. A live update is never cancelled: only its owner can tell that it is dead.
func (r *run) elsewhere(ctx context.Context, backend string) error {
	text, err := r.pulumi(ctx, nil, "stack", "ls", "--json")
	if err != nil {
		return err
	}
	var stacks []struct {
		Name       string `json:"name"`
		LastUpdate string `json:"lastUpdate"`
		InProgress bool   `json:"updateInProgress"`
	}
	if err := json.Unmarshal([]byte(text), &stacks); err != nil {
		return fmt.Errorf("asking %s for its stacks: %w", backend, err)
	}
	for _, s := range stacks {
		if s.InProgress && (s.Name == r.Stack || strings.HasSuffix(s.Name, "/"+r.Stack)) {
			return fmt.Errorf("%w: %s has an update in progress (the last one ended %s), and cannot tell whether it lives. If you know that it is "+
				"dead: pulumi cancel --stack %s, then run this again", ErrLocked, backend, s.LastUpdate, r.Stack)
		}
	}
	if !strings.HasPrefix(backend, "http") {
		r.Say("  locks in %s cannot be read from here: if Pulumi says that the stack is locked by a run that is dead, "+
			"`pulumi cancel --stack %s` removes the lock", backend, r.Stack)
	}
	return nil
}

// project is the name that the backend files the project's stacks under.
func (r Recovery) project() (string, error) {
	text, err := os.ReadFile(filepath.Join(r.Dir, "Pulumi.yaml"))
	if err != nil {
		return "", fmt.Errorf("reading the project file: %w", err)
	}
	var project struct {
		Name string `json:"name"`
	}
	if err := yaml.Unmarshal(text, &project); err != nil {
		return "", fmt.Errorf("reading the project file: %w", err)
	}
	return project.Name, nil
}

func (r Recovery) pulumi(ctx context.Context, stdin io.Reader, args ...string) (string, error) {
	stdout, stderr, _, err := r.Command.Run(ctx, r.Dir, stdin, nil, nil, nil, args...)
	if err != nil {
		return "", fmt.Errorf("pulumi %s: %w\n%s", strings.Join(args, " "), err, strings.TrimSpace(stderr))
	}
	return stdout, nil
}
