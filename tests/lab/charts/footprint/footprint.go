// Package footprint adds up what rendered objects ask of a cluster: pods, CPU and memory.
package footprint

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"text/tabwriter"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// Row is what one workload asks for, all its pods together. A DaemonSet counts once: the figures are for one node.
type Row struct {
	Workload         string
	Pods, Containers int
	// MilliCPU is in thousandths of a core; memory is in bytes.
	MilliCPU, Memory, MemoryLimit int64
	// Storage is the requested size of persistent volumes, in bytes.
	Storage int64
	// Unlimited names the containers that have no memory limit.
	Unlimited []string
	// Hook tells a workload that ends by itself, a hook or a Job; it is listed, not added up.
	Hook bool
}

// Of computes a row for each workload and for each persistent volume claim among the objects, sorted by name.
// Objects for `helm test` are left out. An error names an object whose quantity cannot be read.
func Of(objects []render.Object) ([]Row, error) {
	var rows []Row
	for _, object := range objects {
		if object.Test() {
			continue
		}
		row, ok, err := of(object)
		if err != nil {
			return nil, fmt.Errorf("adding up %s: %w", object.ID(), err)
		}
		if ok {
			rows = append(rows, row)
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].Workload < rows[j].Workload })
	return rows, nil
}

// Total adds rows up, hooks left out.
func Total(rows []Row) Row {
	total := Row{Workload: "total"}
	for _, row := range rows {
		if row.Hook {
			continue
		}
		total.Pods += row.Pods
		total.Containers += row.Containers
		total.MilliCPU += row.MilliCPU
		total.Memory += row.Memory
		total.MemoryLimit += row.MemoryLimit
		total.Storage += row.Storage
		total.Unlimited = append(total.Unlimited, row.Unlimited...)
	}
	return total
}

// Print writes the rows and their total as a table.
func Print(w io.Writer, rows []Row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	lines := []string{"workload\tpods\tcontainers\tCPU req\tmem req\tmem limit\tstorage\tno limit\t"}
	for _, row := range append(rows, Total(rows)) {
		name := row.Workload
		if row.Hook {
			name += " (hook, not counted)"
		}
		lines = append(lines, fmt.Sprintf("%s\t%d\t%d\t%dm\t%s\t%s\t%s\t%d\t", name, row.Pods, row.Containers, row.MilliCPU,
			mebi(row.Memory), mebi(row.MemoryLimit), mebi(row.Storage), len(row.Unlimited)))
	}
	if _, err := io.WriteString(table, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("printing the footprint: %w", err)
	}
	return table.Flush()
}

func mebi(bytes int64) string {
	if bytes == 0 {
		return "-"
	}
	return fmt.Sprintf("%dMi", bytes>>20)
}

// quantity reads map[key] of a resource list; absent counts as 0.
func quantity(list map[string]any, key string) (resource.Quantity, bool, error) {
	value, ok := list[key]
	if !ok || value == nil {
		return resource.Quantity{}, false, nil
	}
	q, err := resource.ParseQuantity(fmt.Sprint(value))
	if err != nil {
		return q, false, fmt.Errorf("quantity %s: %v: %w", key, value, err)
	}
	return q, true, nil
}
