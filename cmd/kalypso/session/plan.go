package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"sigs.k8s.io/yaml"
)

// plan runs the program without an engine: it prints what it would deploy. The embedded cluster's stack has no
// configuration but its cluster.
func (s Session) plan(ctx context.Context, program string, out io.Writer, embedded bool) error {
	settings := map[string]any{"kalypso:cluster": map[string]any{"driver": "existing", "context": "embedded"}, "kalypso:ebpf": "unchecked"}
	if !embedded {
		var err error
		if settings, err = s.settings(); err != nil {
			return err
		}
	}
	cmd, err := s.alone(ctx, program, settings)
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("planning: %w", err)
	}
	return nil
}

// alone is the program without an engine, with settings as the engine would hand them over.
func (s Session) alone(ctx context.Context, program string, settings map[string]any, arguments ...string) (*exec.Cmd, error) {
	environment, err := environment(settings)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, arguments...)
	cmd.Dir, cmd.Env = s.Project, append(os.Environ(), environment...)
	return cmd, nil
}

// settings are the configuration of the user's stack; none if it has no file.
func (s Session) settings() (map[string]any, error) { return settingsIn(s.stackFile()) }

// settingsIn are those of one stack's file.
func settingsIn(file string) (map[string]any, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the stack's configuration: %w", err)
	}
	var stack struct {
		Config map[string]any `json:"config"`
	}
	if err := yaml.Unmarshal(content, &stack); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	return stack.Config, nil
}

// environment hands settings to the program as the engine does. A secret stays encrypted: the program gets its key only.
func environment(settings map[string]any) ([]string, error) {
	plain, secrets := map[string]string{}, []string{}
	for key, value := range settings {
		switch v := value.(type) {
		case map[string]any:
			if _, encrypted := v["secure"]; encrypted {
				secrets = append(secrets, key)
				continue
			}
			text, err := json.Marshal(v)
			if err != nil {
				return nil, fmt.Errorf("encoding %s: %w", key, err)
			}
			plain[key] = string(text)
		default:
			plain[key] = fmt.Sprint(v)
		}
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return nil, fmt.Errorf("encoding the stack's configuration: %w", err)
	}
	keys, err := json.Marshal(secrets)
	if err != nil {
		return nil, fmt.Errorf("encoding the secret keys: %w", err)
	}
	return []string{"PULUMI_CONFIG=" + string(text), "PULUMI_CONFIG_SECRET_KEYS=" + string(keys)}, nil
}
