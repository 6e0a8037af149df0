package promise

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

func TestWavesAcceptsThePromisedOrder(t *testing.T) {
	if err := Waves(inWaves()); err != nil {
		t.Fatal(err)
	}
}

func TestWavesTellsAReleaseThatDidNotWait(t *testing.T) {
	result := inWaves()
	for i := range result.Events {
		if step := result.Events[i].ResourcePreEvent; step != nil && step.Metadata.URN == urn("grafana") {
			result.Events[i].Sequence = 1
		}
	}
	if err := Waves(result); err == nil || !strings.Contains(err.Error(), "grafana of wave 6 began before pyroscope of wave 5 was done") {
		t.Fatalf("error = %v", err)
	}
}

func TestWavesTellsAChainWhereThePromiseIsParallel(t *testing.T) {
	result := inWaves()
	for i := range result.Events {
		if step := result.Events[i].ResourcePreEvent; step != nil && step.Metadata.URN == urn("loki") {
			result.Events[i].Sequence += 5 // after mimir and tempo are done
		}
	}
	if err := Waves(result); err == nil || !strings.Contains(err.Error(), "wave 4") {
		t.Fatalf("error = %v", err)
	}
}

func TestWavesTellsAMissingRelease(t *testing.T) {
	if err := Waves(pulumi.Result{}); err == nil || !strings.Contains(err.Error(), "release istiod was not made") {
		t.Fatalf("error = %v", err)
	}
}

// inWaves is the record of a deployment in order: each wave's releases begin, then are done.
func inWaves() pulumi.Result {
	metadata := func(name string) apitype.StepEventMetadata {
		return apitype.StepEventMetadata{Op: apitype.OpCreate, Type: pulumi.ReleaseType, URN: urn(name)}
	}
	var result pulumi.Result
	for wave := 1; wave <= 6; wave++ {
		for i, r := range promised.Releases() {
			if r.Wave == wave {
				result.Events = append(result.Events,
					apitype.EngineEvent{Sequence: 100*wave + i%3, ResourcePreEvent: &apitype.ResourcePreEvent{Metadata: metadata(r.Name)}},
					apitype.EngineEvent{Sequence: 100*wave + 3 + i%3, ResOutputsEvent: &apitype.ResOutputsEvent{Metadata: metadata(r.Name)}})
			}
		}
	}
	return result
}

func urn(name string) string { return "urn:pulumi:s::p::" + pulumi.ReleaseType + "::" + name }
