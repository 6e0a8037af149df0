package stacks

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Show prints what an update from the project's directory would deploy, without an engine, a cluster or a chart archive.
func Show(out io.Writer) error { return Program{Dir: "."}.Show(out) }

// Show prints the components in their order, each with its chart, its place and what it requests.
func (program Program) Show(out io.Writer) error {
	settings, configErr := program.platform().LoadWithoutSecrets()
	p := program.read(settings, configErr)
	if p.problems != nil {
		return p.problems
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	rows := strings.Join(p.rows(), "\n")
	_, err := fmt.Fprintf(table, "\nPlan for %s, profile %s:\n\n%s\n\n", where(settings.Cluster), settings.Profile, rows)
	if err := errors.Join(err, table.Flush()); err != nil {
		return fmt.Errorf("printing the plan: %w", err)
	}
	return nil
}

// rows are the lines of the table, with tabs between their cells.
func (p Plan) rows() []string {
	rows := []string{"  wave\tcomponent\twaits for\tcharts\tnamespace\tCPU\tmemory\tdisk"}
	requested, total := Requested(p.Config.Sizing), sizing.Request{}
	for _, pin := range p.Components {
		need := requested[pin.Name]
		total = total.Plus(need)
		rows = append(rows, fmt.Sprintf("  %d\t%s\t%s\t%s\t%s\t%s", pin.Wave, pin.Name, p.waitsFor(pin), some(pinned(pin)),
			pin.Namespace.Name, cells(need)))
	}
	return append(rows, "  \t\t\t\trequested in all\t"+cells(total))
}

func where(c config.Cluster) string {
	if c.Context != "" {
		return fmt.Sprintf("the cluster of context %s", c.Context)
	}
	return fmt.Sprintf("a cluster of driver %s", c.Driver)
}

// pinned lists a component's charts with their versions.
func pinned(pin manifest.Component) []string {
	var charts []string
	for _, chart := range pin.Charts {
		charts = append(charts, chart.Name+" "+chart.Version)
	}
	return charts
}

func some(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, ", ")
}

// waitsFor is what must be ready before a component starts, in short where that is everything of the waves before its own.
func (p Plan) waitsFor(pin manifest.Component) string {
	before, lower := p.before(pin.Name), 0
	for _, other := range p.Components {
		if other.Wave < pin.Wave {
			lower++
		}
	}
	if len(before) == lower && lower > 0 {
		return "every lower wave"
	}
	return some(before)
}

func cells(r sizing.Request) string {
	disk := "-"
	if r.Disk > 0 {
		disk = fmt.Sprintf("%d GiB", r.Disk)
	}
	return fmt.Sprintf("%d m\t%d MiB\t%s", r.CPU, r.Memory, disk)
}
