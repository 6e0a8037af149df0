package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

var (
	exporterName = regexp.MustCompile(`^[a-z][a-z0-9]{0,30}$`)
	headerName   = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	// credentialName finds headers that hold a credential.
	credentialName  = regexp.MustCompile(`(?i)auth|token|key|secret|password|cookie`)
	namespaceChoice = regexp.MustCompile(`^[a-z0-9*-]+$`)
	ratio           = regexp.MustCompile(`^(0(\.\d+)?|1(\.0+)?)$`)
)

// samplers are those that take no server of their own.
func samplers() []string {
	return []string{"parentbased_always_on", "parentbased_traceidratio", "always_on", "always_off", "traceidratio", "parentbased_always_off"}
}

func (c *checker) telemetry(t Telemetry) {
	for i, name := range t.EBPFExclude {
		c.check(namespaceChoice.MatchString(name), "telemetry.ebpfExclude", "found %q at %d, want a namespace, with * for any text", name, i)
	}
	s := t.Sampling
	c.check(s.Percent >= 0 && s.Percent <= 100, "telemetry.sampling.percent", "found number %d, want 0 to 100", s.Percent)
	c.check(s.SlowMilliseconds >= 1, "telemetry.sampling.slowMilliseconds", "found number %d, want at least 1", s.SlowMilliseconds)
	c.check(s.WaitSeconds >= 1 && s.WaitSeconds <= 120, "telemetry.sampling.waitSeconds", "found number %d, want 1 to 120", s.WaitSeconds)
	c.instrumentation(t.Instrumentation)
	c.collectors(t.Collectors)
	for _, name := range known(t.Exporters) {
		c.exporter(strict.Join("telemetry.exporters", name), name, t.Exporters[name])
	}
}

// collectorSettings are the keys of an OpenTelemetryCollector's spec that change nothing of what the collectors do and where.
func collectorSettings() []string {
	return []string{"affinity", "image", "imagePullPolicy", "nodeSelector", "podAnnotations", "priorityClassName", "replicas", "resources",
		"terminationGracePeriodSeconds", "tolerations", "topologySpreadConstraints"}
}

func (c *checker) collectors(specs map[string]map[string]any) {
	names := []string{"agent", "cluster", "gateway"}
	for _, name := range known(specs) {
		path := strict.Join("telemetry.collectors", name)
		c.check(slices.Contains(names, name), path, "unknown collector%s", strict.Hint(name, names))
		for _, key := range known(specs[name]) {
			c.check(slices.Contains(collectorSettings(), key), strict.Join(path, key), "cannot be set%s", strict.Hint(key, collectorSettings()))
		}
		_, set := specs[name]["replicas"]
		c.check(name == "gateway" || !set, path+".replicas", "is the gateway's alone: an agent is on every node, and two of cluster would "+
			"collect everything twice")
	}
}

func (c *checker) instrumentation(i Instrumentation) {
	c.choice("telemetry.instrumentation.sampler", i.Sampler, samplers()...)
	withRatio := strings.HasSuffix(i.Sampler, "traceidratio")
	c.check(!withRatio || ratio.MatchString(i.SamplerArgument), "telemetry.instrumentation.samplerArgument",
		"found %q; %s takes a ratio, like \"0.25\"", i.SamplerArgument, i.Sampler)
	c.check(withRatio || i.SamplerArgument == "", "telemetry.instrumentation.samplerArgument", "found %q, but %s takes none: remove it",
		i.SamplerArgument, i.Sampler)
	for _, one := range i.Propagators {
		c.choice("telemetry.instrumentation.propagators", one, "tracecontext", "baggage", "b3", "b3multi", "jaeger", "xray", "ottrace")
	}
}

func (c *checker) exporter(path, name string, e Exporter) {
	signals := []string{"traces", "metrics", "logs"}
	c.check(exporterName.MatchString(name), path, "bad name, want small letters and digits")
	c.check(!slices.Contains(signals, name), path, "the platform's own exporter has this name: choose another")
	c.choice(path+".protocol", e.Protocol, "grpc", "http")
	switch e.Protocol {
	case "grpc":
		c.address(path+".endpoint", e.Endpoint, true)
	case "http":
		c.check(strings.HasPrefix(e.Endpoint, "https://") || strings.HasPrefix(e.Endpoint, "http://"), path+".endpoint",
			"found %s, want an URL like https://otlp.example.org", strict.Describe(e.Endpoint))
	}
	c.check(e.Protocol == "grpc" || !e.Insecure, path+".insecure", "is for grpc: an http endpoint says it by http://")
	c.check(len(e.Signals) > 0, path+".signals", "missing; write some of traces, metrics, logs")
	for i, signal := range e.Signals {
		c.choice(path+".signals", signal, signals...)
		c.check(!slices.Contains(e.Signals[:i], signal), path+".signals", "names %s twice", signal)
	}
	for _, header := range known(e.Headers) {
		c.check(headerName.MatchString(header), path+".headers", "%q is no name of a header", header)
		c.check(!credentialName.MatchString(header), strict.Join(path+".headers", header), "looks like a credential, which would stand in "+
			"clear in the state and in the cluster: move it to exporterHeaders: `pulumi config set --secret kalypso:exporterHeaders "+
			`'{"%s": {"%s": "..."}}'`+"`", name, header)
	}
	for _, header := range known(e.Secret) {
		c.check(headerName.MatchString(header), "exporterHeaders", "%q of %s is no name of a header", header, name)
	}
}
