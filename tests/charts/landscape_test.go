package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/network/networktest"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// landscape is what runs in the variant's cluster as a network sees it: pods with the names of their ports, the Services that lead to
// them, and what the policies say.
type landscape struct {
	policies []map[string]any
	pods     []workload
	services map[string]render.Object // by "<name>.<namespace>"
}

type workload struct {
	name string
	networktest.End
}

func look(t *testing.T, variant string) landscape {
	t.Helper()
	dir, p := real(t), recorded(t, variant)
	l := landscape{services: map[string]render.Object{}}
	add := func(object render.Object, namespace string) {
		if own, _ := render.At[string](object, "metadata", "namespace"); own != "" {
			namespace = own
		}
		if object.Kind() == "NetworkPolicy" {
			l.policies = append(l.policies, object)
		}
		if object.Kind() == "Service" {
			l.services[object.Name()+"."+namespace] = object
		}
		if spec, ok := object.PodSpec(); ok && !object.Test() {
			l.pods = append(l.pods, workload{object.ID(), networktest.End{Namespace: namespace, Labels: labels(object), Ports: ports(spec)}})
		}
	}
	for _, object := range p.objects {
		add(object, "")
	}
	for _, r := range p.releases {
		for _, object := range r.rendered(t, dir, "1.34.0") {
			add(object, r.Namespace)
		}
	}
	return l
}

func labels(object render.Object) map[string]string {
	all := map[string]string{}
	found, _ := render.At[map[string]any](object, "spec", "template", "metadata", "labels")
	for key, value := range found {
		all[key] = fmt.Sprint(value)
	}
	return all
}

func ports(pod map[string]any) map[string]int {
	all := map[string]int{}
	for _, container := range render.List(pod, "containers") {
		for _, port := range render.List(container, "ports") {
			if name, ok := port["name"].(string); ok {
				all[name] = whole(port["containerPort"])
			}
		}
	}
	return all
}

// whole is a number of a rendered object.
func whole(value any) int {
	number, _ := strconv.Atoi(fmt.Sprint(value))
	return number
}

// behind are the pods that a Service's port leads to, with their port. The operator's Services are not rendered: theirs are the gateway's.
func (l landscape) behind(t *testing.T, service string, port int) (pods []workload, target int) {
	t.Helper()
	if service == "kalypso-collector.telemetry" {
		return []workload{{"gateway", networktest.End{Namespace: "telemetry"}}}, port
	}
	object, ok := l.services[service]
	require.True(t, ok, "no Service %s", service)
	selector, _ := render.At[map[string]any](object, "spec", "selector")
	for _, one := range render.List(object, "spec", "ports") {
		if whole(one["port"]) != port {
			continue
		}
		for _, pod := range l.pods {
			selected := pod.Namespace == strings.SplitN(service, ".", 2)[1]
			for key, value := range selector {
				selected = selected && pod.Labels[key] == value
			}
			if !selected {
				continue
			}
			target = whole(one["targetPort"])
			if name, named := one["targetPort"].(string); named {
				target = pod.Ports[name]
			} else if target == 0 {
				target = port
			}
			pods = append(pods, pod)
		}
	}
	require.NotEmpty(t, pods, "no pod behind %s:%d", service, port)
	return pods, target
}

func (l landscape) allowed(from, to networktest.End, port int) bool {
	return networktest.Allowed(l.policies, from, to, "TCP", port)
}
