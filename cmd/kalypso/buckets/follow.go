package buckets

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/components/minio"
)

// quiet is how long nothing is shown before it is said that it goes on.
const quiet = 30 * time.Second

// state is what the pod says of its container.
type state struct {
	Terminated *struct {
		ExitCode int
		Reason   string
	}
	Waiting *struct{ Reason, Message string }
	Running *struct{}
}

// pod is the Job's.
type pod struct {
	Metadata struct{ Name string }
	Status   struct{ ContainerStatuses []struct{ State state } }
}

// follow shows the log of the pod as it grows, and returns it when the pod has ended.
func (t Transfer) follow(ctx context.Context) (log string, err error) {
	begun, said := time.Now(), time.Now()
	waiting := "it has no pod"
	for {
		one, found, err := t.pod(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			waiting = err.Error() // an API server that is away for a moment ends no copy
		case !found:
		case one.Waiting != nil:
			waiting = fmt.Sprintf("its pod waits: %s %s", one.Waiting.Reason, one.Waiting.Message)
			if time.Since(begun) > startPatience {
				return "", fmt.Errorf("after %v %s", startPatience, waiting)
			}
		default:
			all, err := t.Client.Text(ctx, t.pods()+"/"+one.name+"/log")
			if err == nil {
				if more := strings.TrimPrefix(all, log); t.show(more) {
					said = time.Now()
				}
				log, waiting = all, "it still copies"
			}
			if one.Terminated != nil && err == nil {
				return log, t.ended(one)
			}
		}
		if time.Since(said) > quiet {
			fmt.Fprintf(t.Out, "%4.0f s: %s\n", time.Since(begun).Seconds(), waiting)
			said = time.Now()
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%s after %.0f s: %w", waiting, time.Since(begun).Seconds(), ctx.Err())
		case <-time.After(t.Poll):
		}
	}
}

// ended is nil if the script came to its end; what it could not copy stands in its log.
func (t Transfer) ended(one running) error {
	if one.Terminated.ExitCode == 0 {
		return nil
	}
	return fmt.Errorf("the pod ended with code %d, %s", one.Terminated.ExitCode, one.Terminated.Reason)
}

// show prints the lines for people.
func (t Transfer) show(lines string) (shown bool) {
	for line := range strings.Lines(lines) {
		if !strings.HasPrefix(line, mark) {
			fmt.Fprint(t.Out, line)
			shown = true
		}
	}
	return shown
}

func (t Transfer) pods() string { return "/api/v1/namespaces/" + t.Copy.Namespace() + "/pods" }

type running struct {
	state
	name string
}

// pod looks for the Job's pod. A Job that has run out of its time has none any more.
func (t Transfer) pod(ctx context.Context) (one running, found bool, err error) {
	var list struct{ Items []pod }
	selector := url.QueryEscape("batch.kubernetes.io/job-name=" + minio.CopyName)
	if err := t.Client.Get(ctx, t.pods()+"?labelSelector="+selector, &list); err != nil {
		return running{}, false, err
	}
	for _, pod := range list.Items {
		for _, container := range pod.Status.ContainerStatuses {
			if container.State == (state{}) {
				return running{}, false, errors.New("its container says nothing of itself")
			}
			return running{container.State, pod.Metadata.Name}, true, nil
		}
	}
	return running{}, false, nil
}
