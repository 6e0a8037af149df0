package fire

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/demo"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// A logger writes PerSignal lines, 2,000 a second, over its containers.
const (
	containers   = 4
	perContainer = PerSignal / containers
	rate         = 500 // of each container
	// inMemory is what a killed agent may lose of each container: filelog gathers lines for 100 ms after it has moved on in the
	// file, thrice that on a busy machine, and the last entry is held back for what may belong to it.
	inMemory = rate*3/10 + 1
)

// killAgents ends the agents' processes without a word.
func (f *Fire) killAgents(ctx context.Context) (string, error) {
	note, err := f.whileLogging(ctx, inMemory, func() error { return f.kill(ctx, agentPrefix) })
	if err != nil {
		return note, err
	}
	return note, f.replace(ctx, agentPrefix)
}

// restartAgents ends them in order: nothing may be lost.
func (f *Fire) restartAgents(ctx context.Context) (string, error) {
	return f.whileLogging(ctx, 0, func() error { return f.replace(ctx, agentPrefix) })
}

// whileLogging runs a logger, does something in the middle of it, and counts its lines. Each container may miss so many.
func (f *Fire) whileLogging(ctx context.Context, may int, do func() error) (string, error) {
	name, begun := fmt.Sprintf("logger-%d", time.Now().UnixNano()), time.Now()
	pod := demo.Pod{Name: name, Program: "lines"}
	for i := range containers {
		pod.Arguments = append(pod.Arguments,
			[]string{"-run", logged(name, i), "-rate", fmt.Sprint(rate), "-count", fmt.Sprint(perContainer)})
	}
	if err := f.create(ctx, pod.Object()); err != nil {
		return "", err
	}
	if err := f.ready(ctx, demo.Namespace); err != nil {
		return "", err
	}
	const duration = perContainer / rate * time.Second
	time.Sleep(duration / 3)
	if err := do(); err != nil {
		return "", err
	}
	time.Sleep(time.Until(begun.Add(duration + 10*time.Second)))
	note, err := f.judgeLines(ctx, name, begun, may)
	return note, errors.Join(err, f.deletePod(ctx, name))
}

// judgeLines asks Loki until each container misses no more than it may, or for a minute after the queues are empty.
func (f *Fire) judgeLines(ctx context.Context, name string, begun time.Time, may int) (string, error) {
	if err := kube.Eventually(ctx, drain, func() error { return f.stores().Empty(ctx) }); err != nil {
		return "", err
	}
	missing := 0
	err := kube.Eventually(ctx, settle, func() error {
		missing = 0
		var lost []error
		for i := range containers {
			run, sent := logged(name, i), traffic.Numbers{}
			sent.Add(0, perContainer)
			query := fmt.Sprintf(`{k8s_namespace_name=%q, service_name=%q} |= %q`, demo.Namespace, name, run+" ")
			found, err := f.stores().Lines(ctx, run, query, begun, time.Now())
			if err != nil {
				return err
			}
			missing += len(traffic.Lost(sent, found))
			lost = append(lost, traffic.Verdict(traffic.Logs, sent, found, may))
		}
		return errors.Join(lost...)
	})
	return fmt.Sprintf("%d of %d lines of %d containers are missing, at most %d of each may", missing, PerSignal, containers, may), err
}

// logged begins the lines of a container of a logger.
func logged(name string, container int) string { return fmt.Sprintf("%s-%d", name, container) }
