package telemetry

import (
	"maps"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// distribution is what a collector runs: the one with everything, for the gateway, or the one for Kubernetes.
func distribution(collector string) kit.Tree {
	if collector == "gateway" {
		return read[kit.Tree]("distributions")["everything"].(kit.Tree)
	}
	return read[kit.Tree]("distributions")["kubernetes"].(kit.Tree)
}

// types refuses components whose type the distribution does not have: the collector would not start. It looks at what the user
// has added; ours are known.
func (c *checker) types(key string, values any, has kit.Tree) {
	added, _ := values.(map[string]any)
	for _, section := range slices.Sorted(maps.Keys(has)) {
		components, _ := added[section].(map[string]any)
		known := strings.Fields(has[section].(string))
		for _, name := range slices.Sorted(maps.Keys(components)) {
			kind, _, _ := strings.Cut(name, "/")
			same := func(other string) bool { return plainType(other) == plainType(kind) }
			if componentName.MatchString(name) && !slices.ContainsFunc(known, same) {
				c.report(strict.Join(strict.Join(key, section), name), "the collector's distribution has no %s of type %s%s",
					strings.TrimSuffix(section, "s"), kind, near(kind, known))
			}
		}
	}
}

// plainType compares types without their underscores, which have come and gone between versions.
func plainType(kind string) string { return strings.ReplaceAll(kind, "_", "") }

// near names the nearest type, and none of two hundred others.
func near(kind string, known []string) string {
	if hint := strict.Hint(kind, known); strings.Contains(hint, "did you mean") {
		return hint
	}
	return "; another image that has it is set by components.otel.values.opentelemetry-operator.manager.collectorImage, for the gateway"
}
