package promise

import (
	"errors"
	"fmt"
	"math"

	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

// background is the release that nothing waits for: its pods are on nodes that may be broken.
const background = "obi"

// Waves checks in the engine's record of a first deployment that no release began before every release of every earlier
// wave was done, but for the one in the background, and that the releases of one wave did not wait for each other where the promise says "in parallel".
func Waves(result pulumi.Result) error {
	spans := map[string]pulumi.Span{}
	for _, span := range result.Spans() {
		if span.Type == pulumi.ReleaseType {
			spans[span.Name] = span
		}
	}
	var problems []error
	for _, late := range promised.Releases() {
		span, ok := spans[late.Name]
		if !ok {
			problems = append(problems, fmt.Errorf("release %s was not made in this run", late.Name))
			continue
		}
		for _, early := range promised.Releases() {
			before, ok := spans[early.Name]
			if ok && early.Name != background && early.Wave < late.Wave && before.Done > span.Begun {
				problems = append(problems, fmt.Errorf("%s of wave %d began before %s of wave %d was done", late.Name, late.Wave, early.Name,
					early.Wave))
			}
		}
	}
	return errors.Join(append(problems, parallel(spans))...)
}

// parallel wants mimir, tempo and loki in flight together.
func parallel(spans map[string]pulumi.Span) error {
	lastBegun, firstDone := 0, math.MaxInt
	for _, r := range promised.Releases() {
		if span, ok := spans[r.Name]; ok && r.Wave == 4 {
			lastBegun, firstDone = max(lastBegun, span.Begun), min(firstDone, span.Done)
		}
	}
	if lastBegun > firstDone {
		return errors.New("the releases of wave 4 waited for each other")
	}
	return nil
}
