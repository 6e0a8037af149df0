// Package collectors runs the program's own collector configurations in the real collector, outside of a cluster: its command
// validate reads each of them, and the gateway lives through a full disk. The configurations are recorded from the program and
// differ from the shipped ones only in what a cluster would give: addresses, paths, variables.
//
// Its tests run where Variable names a collector; the live tests set it.
package collectors

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// Variable names the environment variable that says which collector to run.
const Variable = "KALYPSO_COLLECTOR"

// Checked is what the tests of this package have found.
type Checked struct {
	// Configurations were accepted by validate, all different.
	Configurations int
	// DiskFull is what came of that, in words.
	DiskFull string
}

// Check runs the tests of this package with a collector.
func Check(ctx context.Context, project, collector string) (Checked, error) {
	if err := os.Setenv(Variable, collector); err != nil {
		return Checked{}, fmt.Errorf("naming the collector: %w", err)
	}
	output, err := tools.Go(ctx, filepath.Join(project, "tests"), "test", "-count=1", "-v", "./live/collectors")
	if err != nil {
		return Checked{}, fmt.Errorf("%w\n%s", err, output)
	}
	return read(output)
}

var (
	// counted and full are how the tests tell what they found.
	counted = regexp.MustCompile(`(?m)validate accepts (\d+) configurations`)
	full    = regexp.MustCompile(`(?m)disk full: (.*)$`)
)

// read finds both in the output of the tests.
func read(output string) (Checked, error) {
	number, words := counted.FindStringSubmatch(output), full.FindStringSubmatch(output)
	if number == nil || words == nil {
		return Checked{}, fmt.Errorf("the tests of the collectors did not say what they found:\n%s", output)
	}
	count, err := strconv.Atoi(number[1])
	if err != nil {
		return Checked{}, fmt.Errorf("counting the configurations: %w", err)
	}
	return Checked{Configurations: count, DiskFull: words[1]}, nil
}
