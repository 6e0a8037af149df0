package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/deletion"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
)

func recoveryOf(stack pulumi.Stack) recovery.Recovery {
	command, dir := stack.Command()
	return recovery.Recovery{Command: command, Dir: dir, Stack: stack.Name()}
}

// recover brings a stack back to where `up` and `destroy` work, and says nothing about a healthy one.
func (s *session) recover(ctx context.Context, of recovery.Recovery) error {
	_, err := s.recovered(ctx, of)
	return err
}

func (s *session) recovered(ctx context.Context, of recovery.Recovery) (done int, err error) {
	of.Say = s.say
	if done, err = of.Run(ctx); err != nil {
		return done, fmt.Errorf("recovering stack %s: %w", of.Stack, err)
	}
	return done, s.sweep()
}

// sweep removes what runs that were killed have left in the directory for temporary files: the provider's kubeconfigs. No run is at
// work when it is called.
func (s *session) sweep() error {
	for _, dir := range []string{s.path("tmp"), s.path("embedded", "workspace", "tmp")} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("looking for temporary files of earlier runs: %w", err)
		}
		for _, entry := range entries {
			if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
				return fmt.Errorf("removing temporary files of earlier runs: %w", err)
			}
		}
	}
	return nil
}

func (s *session) recoverReal(ctx context.Context) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	return s.sayRecovered(ctx, recovery.Recovery{Command: cli, Dir: s.Project, Stack: s.Stack})
}

func (s *session) recoverEmbedded(ctx context.Context) error {
	running, err := controlplane.Running(s.clusterDir())
	if err != nil {
		return err
	}
	if !running {
		s.say("the embedded cluster does not run: `make up` begins anew")
		return nil
	}
	w, err := s.workspace(ctx)
	if err != nil {
		return err
	}
	if _, err := os.Stat(w.Dir + "/Pulumi." + stackName + ".yaml"); errors.Is(err, fs.ErrNotExist) {
		s.say("nothing to recover")
		return nil
	}
	return s.sayRecovered(ctx, recovery.Recovery{Command: w.Command(), Dir: w.Dir, Stack: stackName})
}

func (s *session) sayRecovered(ctx context.Context, of recovery.Recovery) error {
	done, err := s.recovered(ctx, of)
	switch {
	case err != nil:
		return err
	case done == 0:
		s.say("nothing to recover")
	default:
		s.say("stack %s is ready for `make up` or `make down`", of.Stack)
	}
	return nil
}

// watch names what will keep namespaces from going, then tells what those say that do not go, until the returned function is called.
func (s *session) watch(ctx context.Context, client *kube.Client) (done func()) {
	asking, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	obstacles, err := deletion.Obstacles(asking, client)
	if err != nil {
		s.say("%v", err)
	}
	for _, obstacle := range obstacles {
		s.say("%s", obstacle)
	}
	watching, end := context.WithCancel(ctx)
	go deletion.Watch(watching, client, s.say)
	return end
}
