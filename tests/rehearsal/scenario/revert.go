package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/steps"
)

// The override that can never be scheduled, and what comes along with it and must not stay.
const (
	lokiValues   = "kalypso:components.loki.values.singleBinary."
	impossible   = "1000"
	strayLabel   = "stray"
	shortTimeout = "25s"
)

// badOverride breaks two releases by configuration: the update fails, and says why before it is undone.
func (r *Rehearsal) badOverride(ctx context.Context) (string, error) {
	for _, setting := range [][2]string{
		{"kalypso:releaseTimeout", shortTimeout},
		{lokiValues + "resources.requests.cpu", impossible},
		{lokiValues + "podLabels." + strayLabel, "yes"},
		{"kalypso:components.mimir.values.querier.nodeSelector." + strayLabel, "nowhere"},
	} {
		if err := r.stack.Set(ctx, setting[0], setting[1]); err != nil {
			return "", err
		}
	}
	_, err := r.stack.Up(ctx)
	if err == nil {
		return "", errors.New("an override that cannot be scheduled went through")
	}
	for line := range strings.Lines(err.Error()) {
		if strings.Contains(line, "cannot be scheduled") && (strings.Contains(line, "loki-0") || strings.Contains(line, "mimir-querier")) {
			return strings.TrimSpace(line), nil
		}
	}
	return "", fmt.Errorf("the failure does not say which pod cannot be scheduled: %w", err)
}

// reverted takes the override back: one update, and nothing of it is left in any live pod template.
func (r *Rehearsal) reverted(ctx context.Context) (string, error) {
	for _, key := range []string{"kalypso:components", "kalypso:releaseTimeout"} {
		if err := r.stack.Unset(ctx, key); err != nil {
			return "", err
		}
	}
	result, err := r.stack.Up(ctx)
	if err != nil {
		return "", err
	}
	state, err := r.stack.Resources(ctx)
	if err != nil {
		return "", err
	}
	n, err := steps.Live(ctx, r.cluster.Client, state)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s; %d live pod templates are as rendered", result.Counts(), n), nil
}
