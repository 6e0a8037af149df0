package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// verified is what `kalypso verify --json` prints.
type verified struct {
	OK     bool
	Took   float64 `json:"tookSeconds"`
	Checks []struct {
		Name, Result, Remark string
		Latency              float64 `json:"latencySeconds"`
	}
}

// proofs are the steps that run `kalypso verify` as a user does: at once, to see how long it takes from nothing, and again for
// the latencies.
func (s *Suite) proofs() []step {
	const times = 5
	return []step{
		{"kalypso verify: signals arrive", func(ctx context.Context) (string, error) {
			found, err := s.verify(ctx)
			if err == nil {
				s.measured.green, s.measured.verify = time.Since(s.measured.begun), time.Duration(found.Took*float64(time.Second))
			}
			return found.summary(), err
		}},
		{"kalypso verify, again", func(ctx context.Context) (string, error) {
			worst := map[string]float64{}
			for range times {
				found, err := s.verify(ctx)
				if err != nil {
					return "", err
				}
				s.measured.verify = time.Duration(found.Took * float64(time.Second))
				for _, check := range found.Checks {
					worst[check.Name] = max(worst[check.Name], check.Latency)
				}
			}
			return fmt.Sprintf("%d times; the longest from write to read: metric %.1f s, log %.1f s, trace %.1f s (by a search %.1f s), "+
				"profile %.1f s", times, worst["metric"], worst["log"], worst["trace"], worst["trace search"], worst["profile"]), nil
		}},
	}
}

// summary counts results.
func (v verified) summary() string {
	count := map[string]int{}
	for _, check := range v.Checks {
		count[check.Result]++
	}
	return fmt.Sprintf("%d ok, %d skipped, in %.0f s", count["ok"], count["skipped"], v.Took)
}

// buildVerify builds the command before the clock runs.
func (s *Suite) buildVerify(ctx context.Context) (string, error) {
	return "", tools.Program(ctx, filepath.Join(s.Project, "cmd", "kalypso"), "./verify", s.verifier(), s.tools.Progress)
}

func (s *Suite) verifier() string { return filepath.Join(s.workspace.Dir, "bin", "verify") }

// verify runs it. A failed check is an error with what it found.
func (s *Suite) verify(ctx context.Context) (verified, error) {
	var found verified
	cmd := exec.CommandContext(ctx, s.verifier(), "--json", "--kubeconfig", s.target.Kubeconfig, "--context", s.target.Context)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	failed := cmd.Run()
	if err := json.Unmarshal(stdout.Bytes(), &found); err != nil {
		return found, fmt.Errorf("running verify: %w\n%s", errors.Join(failed, err), stderr.String())
	}
	var wrong []string
	for _, check := range found.Checks {
		if check.Result == "FAIL" {
			wrong = append(wrong, check.Name+": "+check.Remark)
		}
	}
	if len(wrong) > 0 || failed != nil {
		return found, fmt.Errorf("verify: %d checks failed: %w\n%s", len(wrong), failed, strings.Join(slices.Compact(wrong), "\n"))
	}
	return found, nil
}
