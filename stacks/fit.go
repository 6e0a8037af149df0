package stacks

import (
	"errors"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Requested returns what each component requests on one node.
func Requested(sizes sizing.Sizing) map[string]sizing.Request {
	all := map[string]sizing.Request{}
	for _, r := range components() {
		all[r.name] = sizing.Total(r.sizing(sizes))
	}
	return all
}

// system is what a VM needs before the platform: K3s' own pods (CoreDNS and the metrics server request 200m and 140 MiB),
// the memory that the kernel keeps, and the disk for the system and the images.
func system() sizing.Request { return sizing.Request{CPU: 200, Memory: 300, Disk: 12} }

// needed is what a VM must have for the enabled components.
func (p Plan) needed() sizing.Request { return system().Plus(p.requested()) }

// requested adds up what the enabled components request. Where a component's overrides set requests, those count in place of
// the table: that is less than the truth where they set only some, so nothing that fits is refused.
func (p Plan) requested() sizing.Request {
	sum, requested := sizing.Request{}, Requested(p.Config.Sizing)
	for _, component := range p.Components {
		one := requested[component.Name]
		if own := overridden(p.Config.Components[component.Name].Values); own.CPU > 0 || own.Memory > 0 {
			one.CPU, one.Memory = own.CPU, own.Memory
		}
		sum = sum.Plus(one)
	}
	return sum
}

// largest is what the largest pod of the enabled components requests, by memory.
func (p Plan) largest() sizing.Request {
	var most sizing.Request
	for _, r := range components() {
		if one := sizing.Largest(r.sizing(p.Config.Sizing)); p.on(r.name) && one.Memory > most.Memory {
			most = one
		}
	}
	return most
}

// overridden adds up the requests in a tree of values.
func overridden(values map[string]any) sizing.Request {
	var sum sizing.Request
	for key, value := range values {
		inner, isMap := value.(map[string]any)
		if !isMap {
			continue
		}
		one := overridden(inner)
		if key == "requests" {
			one = sizing.Request{CPU: amount(inner["cpu"]).MilliValue(), Memory: amount(inner["memory"]).Value() >> 20}
		}
		sum = sum.Plus(one)
	}
	return sum
}

// amount reads a quantity; config has refused wrong ones.
func amount(value any) *resource.Quantity {
	quantity, err := resource.ParseQuantity(strings.TrimSpace(fmt.Sprint(value)))
	if err != nil {
		return &resource.Quantity{}
	}
	return &quantity
}

// checkFit refuses a VM that is smaller than what its components request: their pods would wait for room, and the update
// for them, until it times out.
func (p Plan) checkFit() error {
	vm, need := p.Config.Cluster, p.needed()
	if vm.Driver != config.Colima {
		return nil
	}
	var problems []error
	for _, one := range []struct {
		key, unit   string
		given, need int64
	}{
		{"cpu", "cores", int64(vm.CPU), (need.CPU + 999) / 1000},
		{"memory", "GiB", int64(vm.Memory), (need.Memory + 1023) / 1024},
		{"disk", "GiB", int64(vm.Disk), need.Disk},
	} {
		if one.given < one.need {
			problems = append(problems, fmt.Errorf("kalypso:cluster.%s: found number %d, want at least %d (%s): the enabled components and the "+
				"cluster itself request %d m CPU, %d MiB memory and %d GiB disk; raise it, or switch components off",
				one.key, one.given, one.need, one.unit, need.CPU, need.Memory, need.Disk))
		}
	}
	return errors.Join(problems...)
}
