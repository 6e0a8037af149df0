package stacks

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/telemetry"
)

// checkSignals refuses what would lose signals in silence.
func (p Plan) checkSignals() error {
	return errors.Join(p.checkOptOut(), p.checkProfiles(), p.checkTail())
}

// checkOptOut refuses words in the opt-out annotation of a namespace that mean nothing.
func (p Plan) checkOptOut() error {
	var problems []error
	for _, pin := range p.Components {
		for _, word := range telemetry.Unknown(pin.Namespace.Annotations[telemetry.DropAnnotation]) {
			problems = append(problems, fmt.Errorf("manifests/%s/namespace.yaml: metadata.annotations.%s: found %q, "+
				"want some of all, metrics, logs, traces, profiles, with commas", pin.Name, telemetry.DropAnnotation, word))
		}
	}
	return errors.Join(problems...)
}

// profilesProtocol are the versions of Pyroscope that read what the pinned profiler writes, OTLP 1.9. Another protocol is
// answered with success, and nothing is stored.
var profilesProtocol = regexp.MustCompile(`^v?1\.18\.`)

func (p Plan) checkProfiles() error {
	tag, set := kit.Lookup(p.Config.Components["pyroscope"].Values, "pyroscope", "image", "tag").(string)
	if !set || !p.profiler() || profilesProtocol.MatchString(tag) {
		return nil
	}
	return fmt.Errorf("kalypso:components.pyroscope.values.pyroscope.image.tag: found %q, want 1.18.x: the eBPF profiler writes OTLP 1.9, "+
		"which another version may answer with success and not store; or switch the profiler off: kalypso:telemetry.sources.profiles: false", tag)
}

// checkTail refuses tail sampling by several gateways: each would see a part of a trace.
func (p Plan) checkTail() error {
	replicas := p.Config.Sizing.Telemetry.Gateway.Replicas
	if set, ok := p.Config.Telemetry.Collectors["gateway"]["replicas"].(int); ok {
		replicas = set
	}
	if p.Config.Telemetry.Sampling.Tail && replicas > 1 {
		return fmt.Errorf("kalypso:telemetry.sampling.tail: the gateway has %d replicas, of which each sees a part of a trace: "+
			"sample by sampling.percent alone", replicas)
	}
	return nil
}

// unheard warns of exporters that nothing would be sent to.
func (p Plan) unheard() []string {
	if len(p.Config.Telemetry.Exporters) == 0 || p.gateway() {
		return nil
	}
	return []string{fmt.Sprintf("kalypso:telemetry.exporters: %s: left out, because there is no gateway collector: "+
		"it needs telemetry and otel", strings.Join(slices.Sorted(maps.Keys(p.Config.Telemetry.Exporters)), ", "))}
}
