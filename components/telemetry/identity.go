package telemetry

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/attribute"
)

// DropAnnotation on a pod or a namespace keeps its signals out: all, or some of metrics, logs, traces, profiles.
const DropAnnotation = "telemetry.kalypso.io/drop"

// Unknown returns the words in DropAnnotation that mean nothing.
func Unknown(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.DeleteFunc(words, func(word string) bool {
		return slices.Contains([]string{"all", "metrics", "logs", "traces", "profiles"}, word)
	})
}

// owners are the attributes that name a workload, in the order in which they become its service.name.
func owners() []any {
	return []any{"k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name", attribute.Pod}
}

// kubernetes is a k8sattributes processor: it finds the pod that a signal came from by the first of the sources that applies,
// and says which workload, pod and node that is. service.name is not among what it derives: it would take a Helm release's
// name, OBI an application's and the operator the owner's, and no link would find anything.
func kubernetes(sources ...[]any) kit.Tree {
	var association []any
	for _, source := range sources {
		association = append(association, kit.Tree{"sources": source})
	}
	return kit.Tree{
		"extract": kit.Tree{
			"metadata": append(owners(), replicaSet, attribute.Namespace, "k8s.pod.uid", attribute.Node, attribute.Container,
				"service.namespace", "service.version", attribute.Instance),
			// What a pod's annotation resource.opentelemetry.io/<attribute> says wins.
			"otel_annotations": true,
			"annotations": []any{
				kit.Tree{"tag_name": attribute.Drop, "key": DropAnnotation, "from": "namespace"},
				kit.Tree{"tag_name": attribute.Drop, "key": DropAnnotation, "from": "pod"},
			},
			// Read off the ReplicaSet's name, so that ReplicaSets need not be watched: less memory, fewer rights.
			"deployment_name_from_replicaset": true,
		},
		"pod_association": association,
	}
}

// ofThisNode lets a k8sattributes processor watch the pods of its own node only.
func ofThisNode() kit.Tree { return kit.Tree{"filter": kit.Tree{"node_from_env_var": nodeVariable}} }

// by is a source of a pod's identity: attributes of the resource that must all match.
func by(attributes ...string) []any {
	var source []any
	for _, name := range attributes {
		source = append(source, kit.Tree{"from": "resource_attribute", "name": name})
	}
	return source
}

// byConnection is the address that the signal came from.
func byConnection() []any { return []any{kit.Tree{"from": "connection"}} }

// platformAttributes are on every signal.
func platformAttributes(args Args) part {
	attributes := []any{kit.Tree{"key": attribute.Cluster, "value": args.Cluster, "action": "insert"}}
	if args.Environment != "" {
		attributes = append(attributes, kit.Tree{"key": attribute.Environment, "value": args.Environment, "action": "insert"})
	}
	return part{"resource", kit.Tree{"attributes": attributes}}
}

// unknown takes away the name that an SDK gives to a program which nobody named, so that the owner's takes its place.
func unknown() part {
	return everySignal("transform/unknown", []any{
		fmt.Sprintf(`delete_key(resource.attributes, %q) where IsMatch(resource.attributes[%[1]q], "^unknown_service")`, attribute.Service),
	})
}

// identity makes service.name, here and nowhere else: what the annotation or the SDK said, else the owner's name, else the pod's.
// Replicas never become one series: each has its service.instance.id.
func identity() part {
	statements := append(namedByOwner(), fmt.Sprintf(`set(resource.attributes[%q], "unknown") where resource.attributes[%[1]q] == nil`,
		attribute.Service),
		fmt.Sprintf(`set(resource.attributes[%q], Concat([resource.attributes[%q], resource.attributes[%q]], ".")) `+
			`where resource.attributes[%[1]q] == nil and resource.attributes[%[3]q] != nil`, attribute.Instance, attribute.Namespace, attribute.Pod),
		`delete_matching_keys(resource.attributes, "^(process\\.(command|command_args|command_line|owner)|host\\.(ip|mac)|os\\.description)$")`,
	)
	return everySignal("transform/identity", statements)
}

func namedByOwner() []any {
	statements := deploymentName()
	for _, owner := range owners() {
		statements = append(statements, fmt.Sprintf(`set(resource.attributes[%q], resource.attributes[%q]) `+
			`where resource.attributes[%[1]q] == nil and resource.attributes[%[2]q] != nil`, attribute.Service, owner))
	}
	return statements
}

// replicaSet is only needed to name its Deployment.
const replicaSet = "k8s.replicaset.name"

// deploymentName reads a Deployment's name off its ReplicaSet's. k8sattributes does the same only where the hash at the end has
// ten digits, and one in ten has fewer (0.141 to 0.145, extractDeploymentNameFromReplicaSet).
func deploymentName() []any {
	const deployment = `resource.attributes["k8s.deployment.name"]`
	const set = `resource.attributes["` + replicaSet + `"]`
	return []any{
		`set(` + deployment + `, ` + set + `) where ` + deployment + ` == nil and ` + set + ` != nil`,
		`replace_pattern(` + deployment + `, "-[0-9a-z]{5,10}$", "") where ` + deployment + ` == ` + set,
		`delete_key(resource.attributes, "` + replicaSet + `")`,
	}
}

// everySignal is a transform processor with the same statements on the resource of each signal.
func everySignal(name string, statements []any) part {
	config := kit.Tree{"error_mode": "ignore"}
	for _, signal := range []string{"trace", "metric", "log"} {
		config[signal+"_statements"] = onResource(statements)
	}
	return part{name, config}
}

func onResource(statements []any) []any {
	return []any{kit.Tree{"context": "resource", "statements": statements}}
}
