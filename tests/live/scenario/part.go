package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
	"github.com/kalypsoServing/kalypso/tests/live/image"
)

// part is one component of the stack.
type part struct {
	component, namespace string
	// why says why it does not run; empty if it does.
	why string
}

// parts are all components, by wave.
func parts() []part {
	var all []part
	for _, release := range promised.Releases() {
		if one := (part{component: release.Component, namespace: release.Namespace}); !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return append(all, part{component: "telemetry", namespace: "telemetry"})
}

// namespaces are those of the parts that run.
func namespaces(parts []part) []string {
	var all []string
	for _, p := range parts {
		if p.why == "" {
			all = append(all, p.namespace)
		}
	}
	return all
}

// runs tells whether a component does.
func runs(parts []part, component string) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.component == component && p.why == "" })
}

// choose leaves out what cannot run: a component without one of its images, and what needs one that is left out. The images
// of the eBPF programs leave out those alone: ebpf says why, by the switch in telemetry.sources.
func choose(needs map[string][]image.Supplied) (chosen []part, ebpf map[string]string) {
	chosen, ebpf = parts(), map[string]string{}
	for i, p := range chosen {
		for _, one := range needs[p.component] {
			switch {
			case one.File != "":
			case forEBPF(one.Image) != "":
				ebpf[forEBPF(one.Image)] = "no image " + one.Image
			default:
				chosen[i].why = join(chosen[i].why, "no image "+one.Image)
			}
		}
	}
	for component, needed := range needed() {
		for i, p := range chosen {
			if p.component == component && p.why == "" && !runs(chosen, needed) {
				chosen[i].why = fmt.Sprintf("it needs %s, which does not run", needed)
			}
		}
	}
	return chosen, ebpf
}

// needed says what a component cannot do without.
func needed() map[string]string {
	all := map[string]string{"telemetry": "otel"}
	for _, b := range backend.All() {
		all[b.Name] = "minio"
	}
	return all
}

// forEBPF is the switch in telemetry.sources that leaves out an eBPF program, by its image; "" for others.
func forEBPF(image string) string {
	for part, source := range map[string]string{"ebpf-profiler": "profiles", "ebpf-instrument": "obi"} {
		if strings.Contains(image, part) {
			return source
		}
	}
	return ""
}

func join(some, more string) string {
	if some == "" {
		return more
	}
	return some + ", " + more
}
