// Package diagnosis says why what runs in a namespace is not ready: by its pods, their events, and the last words of containers that
// crash. Explain is about plain data; Ask is what talks to the cluster.
package diagnosis

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Pod is what a pod says of itself.
type Pod struct {
	Metadata struct{ Name string }
	Status   struct {
		Phase                                    string
		Conditions                               []Condition
		InitContainerStatuses, ContainerStatuses []Container
	}
}

// Condition is one of a pod's.
type Condition struct{ Type, Status, Reason, Message string }

// Container is the state of one container.
type Container struct {
	Name         string
	Ready        bool
	RestartCount int
	State        struct {
		Waiting *struct{ Reason, Message string }
	}
	LastState struct {
		Terminated *struct {
			Reason   string
			ExitCode int
		}
	}
}

// Event is a warning about an object.
type Event struct {
	Type, Reason, Message    string
	LastTimestamp, EventTime string
	InvolvedObject           struct{ Kind, Name string }
}

// when is the time of an event; newer writers have another field for it.
func (e Event) when() string { return max(e.LastTimestamp, e.EventTime) }

// Workload is a Deployment, StatefulSet or DaemonSet.
type Workload struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct{ Replicas int }
	Status   struct{ Replicas, CurrentNumberScheduled, DesiredNumberScheduled int }
}

// Facts are what a namespace holds.
type Facts struct {
	Pods   []Pod
	Claims []Claim
	// Workloads are what makes the pods.
	Workloads []Workload
	Events    []Event
	// Logs are the last words of crashing containers, by pod/container.
	Logs map[string]string
}

// Claim is a claim for a volume.
type Claim struct {
	Metadata struct{ Name string }
	Status   struct{ Phase string }
}

// most is how many objects are explained, and how many lines of a log are shown.
const (
	most     = 5
	logLines = 10
)

// Explain returns a line for each object that is not ready, with its reason, and below it what it said last; none if all is well.
func Explain(facts Facts) []string {
	var all []string
	for _, claim := range facts.Claims {
		if claim.Status.Phase == "Pending" {
			all = append(all, fmt.Sprintf("claim %s waits for a volume%s", claim.Metadata.Name, facts.event("PersistentVolumeClaim", claim.Metadata.Name)))
		}
	}
	for _, w := range facts.Workloads {
		if w.Status.Replicas < w.Spec.Replicas || w.Status.CurrentNumberScheduled < w.Status.DesiredNumberScheduled {
			// A quota, a policy or a webhook has refused its pods: there is no pod that could tell.
			if refused := facts.refused(w.Metadata.Name); refused != "" {
				all = append(all, fmt.Sprintf("%s gets no pods%s", w.Metadata.Name, refused))
			}
		}
	}
	for _, pod := range facts.Pods {
		if reason := pod.reason(facts); reason != "" {
			all = append(all, fmt.Sprintf("pod %s %s", pod.Metadata.Name, reason))
		}
	}
	if len(all) > most {
		all = append(all[:most:most], fmt.Sprintf("and %d more", len(all)-most))
	}
	return all
}

// reason says why a pod is not ready; "" if it is, or has done its work.
func (p Pod) reason(facts Facts) string {
	ready := slices.ContainsFunc(p.Status.Conditions, func(c Condition) bool { return c.Type == "Ready" && c.Status == "True" })
	if ready || p.Status.Phase == "Succeeded" {
		return ""
	}
	for _, c := range p.Status.Conditions {
		if c.Type == "PodScheduled" && c.Status == "False" {
			return "cannot be scheduled: " + c.Message
		}
	}
	for _, c := range slices.Concat(p.Status.InitContainerStatuses, p.Status.ContainerStatuses) {
		if text := c.reason(); text != "" {
			return text + facts.event("Pod", p.Metadata.Name) + indented(facts.Logs[p.Metadata.Name+"/"+c.Name])
		}
	}
	return fmt.Sprintf("is %s and not ready%s", p.Status.Phase, facts.event("Pod", p.Metadata.Name))
}

// reason says what keeps a container from running.
func (c Container) reason() string {
	var text []string
	if c.State.Waiting != nil && c.State.Waiting.Reason != "PodInitializing" && c.State.Waiting.Reason != "ContainerCreating" {
		text = append(text, fmt.Sprintf("waits in container %s: %s %s", c.Name, c.State.Waiting.Reason, hidden(c.State.Waiting.Message)))
	}
	if last := c.LastState.Terminated; last != nil && !c.Ready {
		text = append(text, fmt.Sprintf("container %s ended with %d (%s), %d restarts", c.Name, last.ExitCode, last.Reason, c.RestartCount))
	}
	return strings.TrimSpace(strings.Join(text, "; "))
}

// Crashes reports whether there are last words to read.
func (c Container) Crashes() bool { return c.RestartCount > 0 && !c.Ready }

// event is the newest warning about an object.
func (f Facts) event(kind, name string) string {
	return f.newest(func(e Event) bool { return e.InvolvedObject.Kind == kind && e.InvolvedObject.Name == name })
}

// refused is the newest refusal of a pod of a workload; those of a Deployment are told of its ReplicaSet.
func (f Facts) refused(workload string) string {
	return f.newest(func(e Event) bool {
		return e.Reason == "FailedCreate" && strings.HasPrefix(e.InvolvedObject.Name, workload)
	})
}

func (f Facts) newest(about func(Event) bool) string {
	var newest Event
	for _, e := range f.Events {
		if e.Type == "Warning" && about(e) && e.when() >= newest.when() {
			newest = e
		}
	}
	if newest.Reason == "" {
		return ""
	}
	return fmt.Sprintf("; event %s: %s", newest.Reason, hidden(newest.Message))
}

func indented(log string) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if log == "" {
		return ""
	}
	return "\n    | " + strings.Join(lines[max(0, len(lines)-logLines):], "\n    | ")
}

// What a log line may hold and a message must not: values behind names like password and api-key, quoted or not, with the scheme of an
// Authorization header, and the password in an address.
var (
	named   = regexp.MustCompile(`(?i)((?:token|pass|passwd|password|secret|api[_-]?key|access[_-]?key|authorization|credential)[\w-]*["']?\s*[:=]\s*)(?:(?:bearer|basic|digest)\s+)?("[^"]*"|'[^']*'|[^\s,;]+)`)
	address = regexp.MustCompile(`(://[^/@\s:]*:)[^/@\s]+@`)
)

func hidden(text string) string {
	return address.ReplaceAllString(named.ReplaceAllString(text, "${1}[hidden]"), "${1}[hidden]@")
}
