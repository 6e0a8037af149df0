// Package rootsecret gives a stack its root secret, once.
package rootsecret

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Key is the configuration key that every credential of the platform is derived from.
const Key = "kalypso:rootSecret"

// Pulumi runs a pulumi command and returns what it printed. The text in may be nil.
type Pulumi func(ctx context.Context, in io.Reader, args ...string) (string, error)

// Ensure makes a root secret unless the stack has one: another one would lock everyone out of what the first has encrypted and
// named. A configuration that cannot be read is an error, and nothing is written then. The secret travels by standard input:
// arguments are public.
func Ensure(ctx context.Context, pulumi Pulumi, stack string) (made bool, err error) {
	text, err := pulumi(ctx, nil, "config", "--json", "--stack", stack)
	if err != nil {
		return false, fmt.Errorf("looking for the root secret of stack %s: %w", stack, err)
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		return false, fmt.Errorf("looking for the root secret of stack %s: %w", stack, err)
	}
	if _, set := values[Key]; set {
		return false, nil
	}
	if _, err := pulumi(ctx, strings.NewReader(rand.Text()+rand.Text()), "config", "set", "--secret", "--stack", stack, Key); err != nil {
		return false, fmt.Errorf("making a root secret for stack %s: %w", stack, err)
	}
	return true, nil
}
