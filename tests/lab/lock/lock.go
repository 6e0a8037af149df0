// Package lock reads and rewrites the digests in charts.lock, which is what a rehearsal needs of it, line by line: the
// product's own reader is not used, so that this module needs nothing but the standard library.
package lock

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Pin is one archive that the product accepts.
type Pin struct {
	Name, Version, AppVersion, Repository string
	// SHA256 is the digest of the archive, in hexadecimal.
	SHA256 string
}

// File is what the archive is called.
func (p Pin) File() string { return p.Name + "-" + p.Version + ".tgz" }

// lines of the lock: "name@version:" at the margin, facts indented below.
func patterns() (chart, fact *regexp.Regexp) {
	return regexp.MustCompile(`^["']?([^\s"']+?)@([^\s"']+?)["']?:\s*$`),
		regexp.MustCompile(`^\s+(version|appVersion|repository|sha256):\s*["']?([^\s"']+?)["']?\s*$`)
}

// Read lists the pins of a lock file in its order.
func Read(file string) ([]Pin, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the chart lock: %w", err)
	}
	pins := parse(string(text))
	if len(pins) == 0 {
		return nil, fmt.Errorf("reading the chart lock %s: no chart in it", file)
	}
	for _, pin := range pins {
		if len(pin.SHA256) != 64 {
			return nil, fmt.Errorf("reading the chart lock %s: %s has no sha256 of 64 digits", file, pin.Name)
		}
	}
	return pins, nil
}

func parse(text string) []Pin {
	chart, fact := patterns()
	var pins []Pin
	indent := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := chart.FindStringSubmatch(line); m != nil {
			pins, indent = append(pins, Pin{Name: m[1], Version: m[2]}), ""
			continue
		}
		m := fact.FindStringSubmatch(line)
		if m == nil || len(pins) == 0 {
			continue
		}
		// Facts stand directly below their chart; the value keys of a chart, deeper, may have the same names.
		margin := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if indent == "" {
			indent = margin
		}
		if margin == indent {
			pins[len(pins)-1].take(m[1], m[2])
		}
	}
	return pins
}

func (p *Pin) take(fact, value string) {
	switch fact {
	case "version":
		p.Version = value
	case "appVersion":
		p.AppVersion = value
	case "repository":
		p.Repository = value
	case "sha256":
		p.SHA256 = value
	}
}

// Replace rewrites digests in a lock file, from old to new.
func Replace(file string, digests map[string]string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading the chart lock: %w", err)
	}
	changed := string(text)
	for from, to := range digests {
		changed = strings.ReplaceAll(changed, from, to)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		return fmt.Errorf("rewriting the chart lock: %w", err)
	}
	return nil
}
