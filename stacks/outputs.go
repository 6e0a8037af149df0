package stacks

import (
	"fmt"
	"maps"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// export publishes where everything is. Credentials leave as secrets only, the rest is plain.
func (p Plan) export(ctx *pulumi.Context) {
	ctx.Export("endpoints", pulumi.ToStringMap(p.endpoints()))
	ctx.Export("context", pulumi.String(p.Context))
	ctx.Export("namespaces", pulumi.ToStringArray(p.namespaces()))
	ctx.Export("waves", pulumi.ToStringArray(p.levels()))
	ctx.Export("readme", pulumi.String(p.readme()))
	for _, o := range p.offers() {
		for name, password := range o.passwords {
			ctx.Export(name, pulumi.ToSecret(pulumi.String(password.Reveal())))
		}
	}
}

// offers are those of the enabled components.
func (p Plan) offers() []offer {
	var all []offer
	for _, r := range components() {
		if r.offers != nil && p.on(r.name) {
			all = append(all, r.offers(p))
		}
	}
	return all
}

// endpoints are the addresses inside the cluster, by what speaks there.
func (p Plan) endpoints() map[string]string {
	all := map[string]string{}
	for _, o := range p.offers() {
		maps.Copy(all, o.endpoints)
	}
	return all
}

// namespaces are the platform's own.
func (p Plan) namespaces() []string {
	var list []string
	for _, component := range p.Components {
		list = append(list, component.Namespace.Name)
	}
	return list
}

// levels are the enabled components by depth: level 1 waits for nothing, every other for something on the level before.
func (p Plan) levels() []string {
	depth, byDepth := map[string]int{}, [][]string{}
	for _, pin := range p.Components {
		at := 0
		for _, name := range p.before(pin.Name) {
			at = max(at, depth[name]+1)
		}
		depth[pin.Name] = at
		if at == len(byDepth) {
			byDepth = append(byDepth, nil)
		}
		byDepth[at] = append(byDepth[at], pin.Name)
	}
	var lines []string
	for i, names := range byDepth {
		lines = append(lines, fmt.Sprintf("%d: %s", i+1, strings.Join(names, ", ")))
	}
	return lines
}

// readme is the text that the Pulumi console shows for the stack.
func (p Plan) readme() string {
	var text strings.Builder
	text.WriteString("# Kalypso\n\nAn observability platform on Kubernetes.\n\n## Components\n\n" +
		"| wave | component | namespace | releases |\n|---|---|---|---|\n")
	for _, pin := range p.Components {
		var releases []string
		for _, chart := range pin.Charts {
			releases = append(releases, fmt.Sprintf("%s (%s %s)", chart.Release, chart.Name, chart.Version))
		}
		fmt.Fprintf(&text, "| %d | %s | %s | %s |\n", pin.Wave, pin.Name, pin.Namespace.Name, strings.Join(releases, ", "))
	}
	text.WriteString("\n## Access\n\n")
	for _, o := range p.offers() {
		if o.access != "" {
			fmt.Fprintf(&text, "- %s\n", o.access)
		}
	}
	return text.String()
}
