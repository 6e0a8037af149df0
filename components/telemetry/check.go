package telemetry

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/strict"
)

type section = map[string]map[string]any

// document is the configuration of an OpenTelemetry Collector, as far as it does not depend on what is configured.
type document struct {
	Receivers  section `key:"receivers"`
	Processors section `key:"processors"`
	Exporters  section `key:"exporters"`
	Connectors section `key:"connectors"`
	Extensions section `key:"extensions"`
	Service    struct {
		Extensions []string       `key:"extensions"`
		Telemetry  map[string]any `key:"telemetry"`
		Pipelines  map[string]struct {
			Receivers  []string `key:"receivers"`
			Processors []string `key:"processors"`
			Exporters  []string `key:"exporters"`
		} `key:"pipelines"`
	} `key:"service"`
}

var (
	// componentName and pipelineName are the forms of the collector's names; profiles are behind a feature gate.
	componentName = regexp.MustCompile(`^[A-Za-z]\w{0,62}(/\S.*)?$`)
	pipelineName  = regexp.MustCompile(`^(traces|metrics|logs)(/\S.*)?$`)
)

// checker collects what is wrong with a document.
type checker struct {
	document
	problems []error
}

func (c *checker) report(at, format string, arguments ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s: %s", at, fmt.Sprintf(format, arguments...)))
}

// Check returns what a collector would refuse of our configurations with values over them: unknown keys, wrong types and
// names, and pipelines that name what is not configured. Every problem starts with its path below key.
func Check(key string, values map[string]any, args Args, deps Deps) []error {
	ours := map[string]kit.Tree{
		"gateway": gatewayConfig(args, deps), "agent": agentConfig(heard(args, deps)), "cluster": clusterConfig(heard(args, deps)),
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		config, ok := ours[name]
		if !ok {
			problems = append(problems, fmt.Errorf("%s: is none of the collectors, below which a configuration stands: agent, cluster, gateway%s",
				strict.Join(key, name), strict.Hint(name, slices.Collect(maps.Keys(ours)))))
			continue
		}
		has := distribution(name)
		if _, own := args.Telemetry.Collectors[name]["image"]; own || name == "gateway" && args.OwnImage {
			has = nil // what is in it is the user's to know
		}
		problems = append(problems, checkOne(strict.Join(key, name), values[name], config, has)...)
	}
	return problems
}

// checkOne checks the configuration of one collector, whose distribution has these types.
func checkOne(key string, values any, ours, has kit.Tree) []error {
	c := &checker{}
	c.problems = strict.Decode("", ours, &c.document)
	c.problems = append(c.problems, strict.Decode(key, values, &c.document)...)
	for name, configured := range map[string]section{"receivers": c.Receivers, "processors": c.Processors, "exporters": c.Exporters,
		"connectors": c.Connectors, "extensions": c.Extensions} {
		for component := range configured {
			if !componentName.MatchString(component) {
				c.report(strict.Join(strict.Join(key, name), component), "bad name, want type or type/name, like batch or batch/large")
			}
		}
	}
	c.types(key, values, has)
	service := strict.Join(key, "service")
	c.refer(strict.Join(service, "extensions"), c.Service.Extensions, "extensions", c.Extensions)
	c.pipelines(strict.Join(service, "pipelines"))
	slices.SortFunc(c.problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return c.problems
}

func (c *checker) pipelines(at string) {
	var from, to []string
	for name, p := range c.Service.Pipelines {
		here := strict.Join(at, name)
		if !pipelineName.MatchString(name) {
			c.report(here, "bad name, want traces, metrics or logs, or one of them with a name, like traces/sampled")
		}
		for part, names := range map[string][]string{"receivers": p.Receivers, "exporters": p.Exporters} {
			if len(names) == 0 {
				c.report(here, "has no %s: name some, or remove the pipeline", part)
			}
		}
		c.refer(strict.Join(here, "receivers"), p.Receivers, "receivers or connectors", c.Receivers, c.Connectors)
		c.refer(strict.Join(here, "processors"), p.Processors, "processors", c.Processors)
		c.refer(strict.Join(here, "exporters"), p.Exporters, "exporters or connectors", c.Exporters, c.Connectors)
		from, to = append(from, p.Receivers...), append(to, p.Exporters...)
	}
	for name := range c.Connectors {
		if slices.Contains(from, name) != slices.Contains(to, name) {
			c.report(at, "connector %q must be an exporter of one pipeline and a receiver of another", name)
		}
	}
}

// refer checks that each name of a list is configured in one of the sections, and stands there once.
func (c *checker) refer(at string, names []string, where string, sections ...section) {
	var known []string
	for _, configured := range sections {
		known = slices.AppendSeq(known, maps.Keys(configured))
	}
	slices.Sort(known)
	for i, name := range names {
		switch {
		case !slices.Contains(known, name):
			c.report(at, "names %q, which is not configured below %s%s", name, where, strict.Hint(name, known))
		case slices.Contains(names[:i], name):
			c.report(at, "names %q twice", name)
		}
	}
}
