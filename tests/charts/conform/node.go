// Package conform holds the rules that what the charts render has to obey. Each takes objects and returns what breaks the
// rule; none is empty-handed about where.
package conform

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// hostname is the topology in which every node is its own domain.
const hostname = "kubernetes.io/hostname"

// SingleNode finds what cannot run or cannot be updated on a cluster of one node: copies that refuse to share a node,
// a Deployment that starts its new pod before the old one ends although both need the same port, volume or node.
func SingleNode(objects []render.Object) []string {
	shared := sharedClaims(objects)
	var broken []string
	for _, object := range objects {
		spec, ok := object.PodSpec()
		if !ok || object.Hook() != "" {
			continue
		}
		replicas := count(object)
		alone := refusesItself(spec)
		if alone && replicas > 1 {
			broken = append(broken, fmt.Sprintf("%s: %d copies must be on different nodes", object.ID(), replicas))
		}
		if object.Kind() != "Deployment" || !surges(object, replicas) {
			continue
		}
		if alone {
			broken = append(broken, object.ID()+": an update starts a second pod that may not be on the node of the first, and ends none before")
		}
		if port := hostPort(spec); port != "" {
			broken = append(broken, object.ID()+": an update starts a second pod that needs the same host port "+port)
		}
		for _, claim := range claims(spec) {
			if !shared[claim] {
				broken = append(broken, object.ID()+": an update starts a second pod on volume "+claim+", which one pod at a time may write")
			}
		}
	}
	return broken
}

func count(object render.Object) int {
	if n, ok := render.At[any](object, "spec", "replicas"); ok {
		if parsed, err := strconv.Atoi(fmt.Sprint(n)); err == nil {
			return parsed
		}
	}
	return 1
}

// surges tells whether an update of the Deployment adds a pod before it takes one away. Kubernetes rounds the surge up
// and the unavailable pods down; both are 25 % by default.
func surges(object render.Object, replicas int) bool {
	kind, _ := render.At[string](object, "spec", "strategy", "type")
	if kind == "Recreate" {
		return false
	}
	unavailable, ok := render.At[any](object, "spec", "strategy", "rollingUpdate", "maxUnavailable")
	if !ok {
		unavailable = "25%"
	}
	return pods(unavailable, replicas) == 0
}

func pods(amount any, replicas int) int {
	text := fmt.Sprint(amount)
	if percent, ok := strings.CutSuffix(text, "%"); ok {
		share, err := strconv.ParseFloat(percent, 64)
		if err != nil {
			return 0
		}
		return int(math.Floor(share * float64(replicas) / 100))
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// refusesItself tells whether the pod requires to be on a node without another pod of a kind. Charts use such a rule only
// against their own copies.
func refusesItself(spec map[string]any) bool {
	for _, term := range render.List(spec, "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution") {
		if term["topologyKey"] == hostname {
			return true
		}
	}
	return false
}

func hostPort(spec map[string]any) string {
	for _, container := range render.List(spec, "containers") {
		for _, port := range render.List(container, "ports") {
			if number, ok := port["hostPort"]; ok {
				return fmt.Sprint(number)
			}
		}
	}
	return ""
}

// claims are the names of the volume claims that the pod mounts.
func claims(spec map[string]any) []string {
	var names []string
	for _, volume := range render.List(spec, "volumes") {
		if name, ok := render.At[string](volume, "persistentVolumeClaim", "claimName"); ok {
			names = append(names, name)
		}
	}
	return names
}

// sharedClaims are the claims that several pods may write at the same time.
func sharedClaims(objects []render.Object) map[string]bool {
	shared := map[string]bool{}
	for _, object := range objects {
		modes, _ := render.At[[]any](object, "spec", "accessModes")
		for _, mode := range modes {
			if object.Kind() == "PersistentVolumeClaim" && mode == "ReadWriteMany" {
				shared[object.Name()] = true
			}
		}
	}
	return shared
}
