// Package pods looks at the pods of some namespaces and at the workloads that want them.
package pods

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/components/cluster/diagnosis"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Pod is the part of a pod that matters here.
type Pod struct {
	Metadata struct {
		Name, Namespace, UID string
		DeletionTimestamp    *time.Time
		OwnerReferences      []struct{ Kind string }
	}
	Status struct {
		Phase, Message    string
		Conditions        []struct{ Type, Status, Message string }
		ContainerStatuses []diagnosis.Container
	}
}

// List are the pods in the namespaces, but for those of Jobs.
func List(ctx context.Context, client *kube.Client, namespaces []string) ([]Pod, error) {
	var all struct{ Items []Pod }
	if err := client.Get(ctx, "/api/v1/pods", &all); err != nil {
		return nil, fmt.Errorf("listing pods: %w", err)
	}
	return slices.DeleteFunc(all.Items, func(p Pod) bool {
		return !slices.Contains(namespaces, p.Metadata.Namespace) || p.ofJob()
	}), nil
}

func (p Pod) ofJob() bool {
	return len(p.Metadata.OwnerReferences) > 0 && p.Metadata.OwnerReferences[0].Kind == "Job"
}

// Ready is nil if there are pods, each is Ready and none is being removed, and every workload has all that it wants.
func Ready(ctx context.Context, client *kube.Client, namespaces []string) error {
	all, err := List(ctx, client, namespaces)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errors.New("there is no pod")
	}
	var unready []error
	for _, p := range all {
		unready = append(unready, p.unready())
	}
	return errors.Join(append(unready, complete(ctx, client, namespaces))...)
}

// unready says why a pod is not.
func (p Pod) unready() error {
	if p.Metadata.DeletionTimestamp != nil {
		return fmt.Errorf("%s is being removed", p)
	}
	ready, says := false, []string{p.Status.Phase, p.Status.Message}
	for _, c := range p.Status.Conditions {
		if c.Type == "Ready" {
			ready = c.Status == "True"
		}
		if c.Status != "True" && c.Message != "" {
			says = append(says, c.Message)
		}
	}
	if ready {
		return nil
	}
	for _, c := range p.Status.ContainerStatuses {
		if w := c.State.Waiting; w != nil {
			says = append(says, c.Name+": "+w.Reason+" "+w.Message)
		}
	}
	return fmt.Errorf("%s is not Ready: %s", p, strings.Join(slices.DeleteFunc(slices.Compact(says),
		func(s string) bool { return s == "" }), "; "))
}

// String is namespace and name.
func (p Pod) String() string { return p.Metadata.Namespace + "/" + p.Metadata.Name }

// Restarts names every container that was started more than once, and why it had ended.
func Restarts(all []Pod) []string {
	var found []string
	for _, p := range all {
		for _, c := range p.Status.ContainerStatuses {
			if c.RestartCount == 0 {
				continue
			}
			reason := "unknown"
			if t := c.LastState.Terminated; t != nil {
				reason = fmt.Sprintf("%s, exit code %d", t.Reason, t.ExitCode)
			}
			found = append(found, fmt.Sprintf("%s %s: %d times, the last after %s", p, c.Name, c.RestartCount, reason))
		}
	}
	return found
}

// LogTail is the end of what the containers of a pod have logged that are not Ready, or were started again: also before their
// last start.
func (p Pod) LogTail(ctx context.Context, client *kube.Client) string {
	if p.unready() == nil && len(Restarts([]Pod{p})) == 0 {
		return ""
	}
	var all strings.Builder
	p.logs(ctx, client, "&tailLines=10", func(container, text string) {
		fmt.Fprintf(&all, "[%s] %s", container, text)
	})
	return all.String()
}

// Keep writes the whole logs of a pod's containers into a directory, those before their last start too.
func (p Pod) Keep(ctx context.Context, client *kube.Client, dir string) error {
	var failed []error
	p.logs(ctx, client, "", func(container, text string) {
		file := filepath.Join(dir, strings.Join([]string{p.Metadata.Namespace, p.Metadata.Name, container}, "_")+".log")
		failed = append(failed, os.WriteFile(file, []byte(text), 0o600))
	})
	return errors.Join(failed...)
}

// EndedOnce reports whether all that was started again of a pod is one container, once, and what it said before has those words.
func (p Pod) EndedOnce(ctx context.Context, client *kube.Client, words string) bool {
	starts, said := 0, false
	for _, c := range p.Status.ContainerStatuses {
		starts += c.RestartCount
	}
	if starts != 1 {
		return false
	}
	p.logs(ctx, client, "", func(container, text string) {
		said = said || strings.HasSuffix(container, before) && strings.Contains(text, words)
	})
	return said
}

// before marks the log of a container before its last start.
const before = "-before"

// logs gives each log that there is: the container's, and that of its life before the last start.
func (p Pod) logs(ctx context.Context, client *kube.Client, options string, each func(container, text string)) {
	for _, c := range p.Status.ContainerStatuses {
		path := "/api/v1/namespaces/" + p.Metadata.Namespace + "/pods/" + p.Metadata.Name + "/log?container=" + c.Name + options
		if text, err := client.Text(ctx, path); err == nil {
			each(c.Name, text)
		}
		if text, err := client.Text(ctx, path+"&previous=true"); err == nil {
			each(c.Name+before, text)
		}
	}
}

// Delete removes a pod, with the time that it asks for to end in order.
func Delete(ctx context.Context, client *kube.Client, p Pod) error {
	if err := client.Delete(ctx, "/api/v1/namespaces/"+p.Metadata.Namespace+"/pods/"+p.Metadata.Name); err != nil {
		return fmt.Errorf("deleting pod %s: %w", p, err)
	}
	return nil
}
