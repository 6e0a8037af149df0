package scenario

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/live/pods"
	"github.com/kalypsoServing/kalypso/tests/live/queries"
	"github.com/kalypsoServing/kalypso/tests/live/usage"
)

// notes say what was live and what was not, with which images, and the figures beside what they should hold.
func (s *Suite) notes() {
	s.With(s.source.Description, s.provider())
	if !s.source.Real && s.source.Description != "" {
		s.Skip("real charts, and so Mimir, Tempo, Loki, Pyroscope, MinIO, Grafana, Istio, the operator", s.source.Reason)
	}
	for _, p := range s.parts {
		if p.why != "" {
			s.Note("not run live: %s: %s", p.component, p.why)
		} else if s.source.Real && s.measured.ready > 0 {
			s.Note("live: %s", p.component)
		}
	}
	for source, why := range s.ebpf {
		s.Note("not run live: telemetry.sources.%s: %s", source, why)
	}
	for _, one := range s.images {
		switch {
		case one.Made:
			s.Note("image %s: made here from %s, which may be another version", one.Image, one.From)
		case one.File != "":
			s.Note("image %s: %s", one.Image, one.From)
		}
	}
	s.figures()
}

func (s *Suite) figures() {
	m := s.measured
	if len(m.idle) > 0 {
		var table strings.Builder
		if err := usage.WriteTable(&table, m.idle); err == nil {
			s.Note("\nmemory when idle, of a machine with %d cores:\n%s", runtime.NumCPU(), table.String())
		}
	}
	s.hold("the node Ready", m.node, 30*time.Second)
	s.hold("from up to every pod Ready", m.ready, 5*time.Minute)
	s.hold("from up to a green verify", m.green, 3*time.Minute)
	s.hold("verify itself", m.verify, 45*time.Second)
	for _, store := range slices.Sorted(maps.Keys(m.asked)) {
		s.hold("all queries of Start here to "+store, m.asked[store].Start, queries.StartLimit)
	}
	s.hold("everything gone after the stop", m.stop, time.Minute)
}

// hold prints a figure that was measured, and its limit. A slow machine is no failure, so nothing depends on it.
func (s *Suite) hold(what string, took, limit time.Duration) {
	if took == 0 {
		return
	}
	result := "holds"
	if took > limit {
		result = "is over"
	}
	s.Note("%s: %.2f s %s (at most %g s)", what, took.Seconds(), result, limit.Seconds())
}

// explain adds to a failure what the pods say, while they are still there.
func (s *Suite) explain() {
	if s.target.Client == nil || len(s.parts) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := pods.Ready(ctx, s.target.Client, namespaces(s.parts)); err != nil {
		s.Progress("%v", err)
	}
	all, err := s.pods(ctx)
	if err != nil {
		return
	}
	for _, said := range pods.Restarts(all) {
		s.Progress("restarted: %s", said)
	}
	for _, p := range all {
		if log := p.LogTail(ctx, s.target.Client); log != "" {
			s.Progress("%s says:\n%s", p, log)
		}
	}
	s.keepLogs(ctx, all)
}

// keepLogs writes every log to where a person finds it when the node is gone.
func (s *Suite) keepLogs(ctx context.Context, all []pods.Pod) {
	dir := filepath.Join(s.Project, ".kalypso", "live-logs")
	err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700))
	for _, p := range all {
		err = errors.Join(err, p.Keep(ctx, s.target.Client, dir))
	}
	if err != nil {
		s.Progress("keeping the logs: %v", err)
		return
	}
	s.Progress("the logs of all pods: %s", dir)
}

// provider says which Kubernetes provider deployed: a built one where the node is of this machine, else the release that the
// program's SDK names, which Pulumi has fetched.
func (s *Suite) provider() string {
	if s.machine != nil && s.tools != nil {
		return s.tools.Provider()
	}
	return "the released Kubernetes provider"
}
