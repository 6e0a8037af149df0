package usage

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Totals are the sums per component, in the order of the rows, and a last one of everything.
func Totals(rows []Row) []Row {
	var totals []Row
	all := Row{Component: "all", Container: "total", Ready: true}
	for _, r := range rows {
		if n := len(totals); n == 0 || totals[n-1].Component != r.Component {
			totals = append(totals, Row{Component: r.Component, Container: "total", Ready: true})
		}
		totals[len(totals)-1].add(r)
		all.add(r)
	}
	return append(totals, all)
}

func (r *Row) add(other Row) {
	r.Memory += other.Memory
	r.MemoryRequest += other.MemoryRequest
	r.MemoryLimit += other.MemoryLimit
	r.CPU += other.CPU
	r.CPURequest += other.CPURequest
	r.Ready = r.Ready && other.Ready
	r.Restarts += other.Restarts
}

// WriteTable writes the rows, and the total behind each component's, as aligned text.
func WriteTable(out io.Writer, rows []Row) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range lines(rows) {
		fmt.Fprintln(table, strings.Join(line, "\t"))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing the table of usage: %w", err)
	}
	return nil
}

// lines are the cells, with the head first.
func lines(rows []Row) [][]string {
	all := [][]string{{
		"component", "container", "used MiB", "request MiB", "limit MiB", "% of limit", "restarts", "used mCPU", "request mCPU",
	}}
	totals := Totals(rows)
	for i, r := range rows {
		all = append(all, r.cells())
		if i+1 == len(rows) || rows[i+1].Component != r.Component {
			all, totals = append(all, totals[0].cells()), totals[1:]
		}
	}
	return append(all, totals[0].cells())
}

func (r Row) cells() []string {
	container := r.Container
	if r.Workload != "" {
		container = r.Workload + "/" + r.Container
	}
	limit, percent := "none", "-"
	if r.MemoryLimit > 0 {
		limit, percent = fmt.Sprintf("%.0f", mebibytes(r.MemoryLimit)), fmt.Sprintf("%.0f", r.percent())
	}
	return []string{
		r.Component, container, fmt.Sprintf("%.0f", mebibytes(r.Memory)), fmt.Sprintf("%.0f", mebibytes(r.MemoryRequest)),
		limit, percent, fmt.Sprint(r.Restarts), fmt.Sprint(r.CPU), fmt.Sprint(r.CPURequest),
	}
}
