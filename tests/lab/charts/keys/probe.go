package keys

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kalypsoServing/kalypso/config/charts"
)

// Renderer renders a chart with values and returns the text of each file.
type Renderer func(values map[string]any) (map[string]string, error)

// The keys that probes add to the values: a word that no chart has, with the probe's number.
const probeWord = "kalypsoprobe"

// injectorValues is the one file that prints whole parts of the values, but not all, for a program to pick from.
const injectorValues = "istiod-injector-configmap.yaml"

var (
	probeToken = regexp.MustCompile(probeWord + `(\d+)x`)
	encoded    = regexp.MustCompile(`[A-Za-z0-9+/]{16,}={0,2}`)
)

// prober finds the maps whose unknown keys change what the chart renders.
type prober struct {
	render Renderer
	base   map[string]any
	// dumps are the files that print all values anyway: what shows up only there has no effect.
	dumps map[string]bool
}

// Probe renders the chart with an invented key below each map of known, all at once, and opens the maps whose key comes
// out again. One map may hide another (the first one set wins), so what stayed silent is tried again without the
// others until nothing new is found. It fails when the base values alone do not render.
func Probe(known *charts.Key, render Renderer, base map[string]any) error {
	p := &prober{render: render, base: base, dumps: map[string]bool{}}
	files, err := render(inject(base, [][]string{nil}, 0))
	if err != nil {
		return fmt.Errorf("rendering the base of the probe: %w", err)
	}
	for name, content := range files {
		if len(tokens(content)) > 0 || strings.HasSuffix(name, injectorValues) {
			p.dumps[name] = true
		}
	}
	silent := closedMaps(known, nil)
	for len(silent) > 0 {
		open := p.try(silent, 0)
		if len(open) == 0 {
			return nil
		}
		for _, path := range open {
			known.Add(path...).Open = true
		}
		silent = closedMaps(known, nil)
	}
	return nil
}

// try returns those of the paths that the chart reacts to. Where a batch does not render it is halved; a probe that
// alone breaks the rendering counts, for the chart looked at it.
func (p *prober) try(paths [][]string, depth int) [][]string {
	files, err := p.render(inject(p.base, paths, 0))
	if err != nil {
		if len(paths) == 1 {
			return paths
		}
		half := len(paths) / 2
		return append(p.try(paths[:half], depth+1), p.try(paths[half:], depth+1)...)
	}
	found := map[int]bool{}
	for name, content := range files {
		if p.dumps[name] {
			continue
		}
		for _, n := range tokens(content) {
			found[n] = true
		}
	}
	var open [][]string
	for n, path := range paths {
		if found[n] {
			open = append(open, path)
		}
	}
	return open
}

// tokens are the numbers of the probes in a rendered file, also inside base64 as a Secret has it.
func tokens(content string) []int {
	var numbers []int
	scan := func(s string) {
		for _, match := range probeToken.FindAllStringSubmatch(s, -1) {
			n, err := strconv.Atoi(match[1])
			if err == nil {
				numbers = append(numbers, n)
			}
		}
	}
	scan(content)
	if strings.Contains(content, "kind: Secret") {
		for _, run := range encoded.FindAllString(content, -1) {
			if plain, err := base64.StdEncoding.DecodeString(run); err == nil {
				scan(string(plain))
			}
		}
	}
	return numbers
}

// inject returns a copy of the values with a probe below each path; a path whose place holds no map is left out.
func inject(base map[string]any, paths [][]string, first int) map[string]any {
	values := deepCopy(base)
	for n, path := range paths {
		at := values
		for _, key := range path {
			next, ok := at[key].(map[string]any)
			if !ok {
				if _, taken := at[key]; taken && at[key] != nil {
					at = nil
					break
				}
				next = map[string]any{}
				at[key] = next
			}
			at = next
		}
		if at != nil {
			token := fmt.Sprintf("%s%dx", probeWord, first+n)
			at[token] = token
		}
	}
	return values
}

// closedMaps lists the paths of the known maps that are not open, the root left out.
func closedMaps(k *charts.Key, at []string) [][]string {
	if k.Open || len(k.Children) == 0 {
		return nil
	}
	var paths [][]string
	if len(at) > 0 {
		paths = append(paths, at)
	}
	for name, child := range k.Children {
		paths = append(paths, closedMaps(child, append(slices.Clone(at), name))...)
	}
	slices.SortFunc(paths, slices.Compare)
	return paths
}

func deepCopy(values map[string]any) map[string]any {
	copied := make(map[string]any, len(values))
	for name, v := range values {
		if m, ok := v.(map[string]any); ok {
			copied[name] = deepCopy(m)
			continue
		}
		copied[name] = v
	}
	return copied
}
