package usage

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// rows joins pods with what was measured, in the order of component, workload and container. Pods that have done their work
// are left out.
func rows(pods []pod, measured []podStats) ([]Row, error) {
	figures := map[string][]containerStats{}
	for _, m := range measured {
		figures[m.PodRef.UID] = m.Containers
	}
	var all []Row
	var missing []error
	for _, p := range pods {
		if p.Status.Phase == "Succeeded" {
			continue
		}
		mine, err := p.rows(figures[p.Metadata.UID])
		all, missing = append(all, mine...), append(missing, err)
	}
	slices.SortFunc(all, func(a, b Row) int {
		return cmp.Or(strings.Compare(a.Component, b.Component), strings.Compare(a.Workload, b.Workload),
			strings.Compare(a.Container, b.Container), strings.Compare(a.Pod, b.Pod))
	})
	return all, errors.Join(missing...)
}

// rows are a pod's containers.
func (p pod) rows(figures []containerStats) ([]Row, error) {
	var all []Row
	var wrong []error
	for _, c := range p.Spec.Containers {
		row := Row{Component: p.Metadata.Namespace, Pod: p.Metadata.Name, Workload: p.workload(), Container: c.Name}
		wrong = append(wrong,
			row.reserve(c.Resources.Requests, c.Resources.Limits),
			row.observe(p.Status.ContainerStatuses, figures))
		all = append(all, row)
	}
	return all, errors.Join(wrong...)
}

// reserve takes over what the container requests and its limit.
func (r *Row) reserve(requests, limits map[string]string) error {
	var memory, limit, cpu error
	r.MemoryRequest, memory = amount(requests["memory"], (*resource.Quantity).Value)
	r.MemoryLimit, limit = amount(limits["memory"], (*resource.Quantity).Value)
	r.CPURequest, cpu = amount(requests["cpu"], (*resource.Quantity).MilliValue)
	if err := errors.Join(memory, limit, cpu); err != nil {
		return fmt.Errorf("reading the resources of %s: %w", r.name(), err)
	}
	return nil
}

// observe takes over how the container does and what it uses.
func (r *Row) observe(statuses []containerStatus, figures []containerStats) error {
	running := false
	for _, s := range statuses {
		if s.Name != r.Container {
			continue
		}
		r.Ready, r.Restarts, running = s.Ready, s.RestartCount, s.State.Running != nil
		if end := s.LastState.Terminated; end != nil {
			r.Ended = fmt.Sprintf("%s, exit code %d", end.Reason, end.ExitCode)
		}
	}
	for _, f := range figures {
		if f.Name == r.Container {
			r.Memory, r.CPU = f.Memory.WorkingSetBytes, f.CPU.UsageNanoCores/1_000_000
		}
	}
	if running && r.Memory == 0 {
		return fmt.Errorf("measuring %s: the kubelet has no figures yet", r.name())
	}
	return nil
}

func (r Row) name() string { return r.Component + "/" + r.Pod + "/" + r.Container }

// amount reads a quantity in its unit, bytes or thousandths of a core; nothing is 0.
func amount(text string, in func(*resource.Quantity) int64) (int64, error) {
	if text == "" {
		return 0, nil
	}
	quantity, err := resource.ParseQuantity(text)
	if err != nil {
		return 0, fmt.Errorf("reading quantity %q: %w", text, err)
	}
	return in(&quantity), nil
}
