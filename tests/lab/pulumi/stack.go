package pulumi

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
)

// Init makes the stack if the backend does not have it, and selects it.
func (c CLI) Init(ctx context.Context) error {
	_, err := c.Run(ctx, nil, c.config("stack", "select", "--create", "--stack", c.Stack)...)
	return err
}

// Remove deletes the stack, which must be empty, and its history.
func (c CLI) Remove(ctx context.Context) error {
	_, err := c.Run(ctx, nil, "stack", "rm", "--yes", "--preserve-config", "--stack", c.Stack)
	return err
}

// Set writes one plain configuration value. A key with a path, like kalypso:retention.logs, sets a leaf.
func (c CLI) Set(ctx context.Context, key, value string) error {
	_, err := c.Run(ctx, nil, c.config("config", "set", "--stack", c.Stack, "--path", key, value)...)
	return err
}

// Unset removes a value; removing what is not set is no error.
func (c CLI) Unset(ctx context.Context, key string) error {
	_, err := c.Run(ctx, nil, c.config("config", "rm", "--stack", c.Stack, "--path", key)...)
	return err
}

// rootSecret is the key that every credential of the platform is derived from.
const rootSecret = "kalypso:rootSecret"

// EnsureRootSecret makes a root secret unless the stack has one. It travels by standard input: arguments are public.
func (c CLI) EnsureRootSecret(ctx context.Context) (made bool, err error) {
	output, err := c.Run(ctx, nil, c.config("config", "--json", "--stack", c.Stack)...)
	if err != nil {
		return false, err
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(output), &values); err != nil {
		return false, fmt.Errorf("decoding the configuration of stack %s: %w", c.Stack, err)
	}
	if _, set := values[rootSecret]; set {
		return false, nil
	}
	_, err = c.Run(ctx, strings.NewReader(rand.Text()+rand.Text()), c.config("config", "set", "--secret", "--stack", c.Stack, rootSecret)...)
	return err == nil, err
}

// Outputs are the stack's outputs; secret ones are masked.
func (c CLI) Outputs(ctx context.Context) (map[string]any, error) {
	text, err := c.Run(ctx, nil, "stack", "output", "--json", "--stack", c.Stack)
	if err != nil {
		return nil, err
	}
	var outputs map[string]any
	if err := json.Unmarshal([]byte(text), &outputs); err != nil {
		return nil, fmt.Errorf("decoding the outputs of stack %s: %w", c.Stack, err)
	}
	return outputs, nil
}

// Resource is one resource in the state.
type Resource struct {
	URN    string         `json:"urn"`
	Type   string         `json:"type"`
	Inputs map[string]any `json:"inputs"`
}

// Resources lists the state in the order in which things were made. Secrets stay encrypted.
func (c CLI) Resources(ctx context.Context) ([]Resource, error) {
	text, err := c.Run(ctx, nil, "stack", "export", "--stack", c.Stack)
	if err != nil {
		return nil, err
	}
	var state struct {
		Deployment struct {
			Resources []Resource `json:"resources"`
		} `json:"deployment"`
	}
	if err := json.Unmarshal([]byte(text), &state); err != nil {
		return nil, fmt.Errorf("decoding the state of stack %s: %w", c.Stack, err)
	}
	return state.Deployment.Resources, nil
}

// config adds the configuration file, where the stack has one of its own.
func (c CLI) config(args ...string) []string {
	if c.ConfigFile == "" {
		return args
	}
	return append(args, "--config-file", c.ConfigFile)
}
