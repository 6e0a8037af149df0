package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
	"github.com/kalypsoServing/kalypso/tests/live/outside"
)

// stores are the steps in which the backends change from MinIO to a store outside of the platform and back, on the path that
// components/minio/README.md has, with applications that send meanwhile where there is all that they send to.
func (s *Suite) stores(string) []step {
	if !s.source.Real || !runs(s.parts, "minio") {
		return nil
	}
	return []step{
		{"build kalypso buckets", func(ctx context.Context) (string, error) {
			return "", tools.Program(ctx, filepath.Join(s.Project, "cmd", "kalypso"), "./deploy", s.deployer(), s.tools.Progress)
		}},
		{"start a store outside of the platform", s.startOutside},
		{"from MinIO to that store", s.meanwhile(
			s.set("kalypso:objectStore.standby", "true"), s.set("kalypso:components.minio.enabled", "true"), s.copyTo("external"),
			s.set("kalypso:objectStore.standby", "false"), s.update, s.copyTo("external"))},
		{"MinIO switched off: what was written before still answers", s.oneByOne(s.set("kalypso:components.minio.enabled", "false"), s.update)},
		{"MinIO switched on beside it", s.oneByOne(s.set("kalypso:components.minio.enabled", "true"), s.update)},
		{"back from that store to MinIO", s.meanwhile(
			s.copyTo("minio"), s.set("kalypso:objectStore.standby", "true"), s.update, s.copyTo("minio"))},
		{"that store removed: what was written before still answers", s.oneByOne(s.forgetOutside, s.update)},
		{"each one's objects in its own bucket, the others refused", s.buckets},
	}
}

// startOutside starts it, and writes it to the configuration. What the backends hold is in their buckets then.
func (s *Suite) startOutside(ctx context.Context) (string, error) {
	if note, err := s.each(func(b backend.Backend) error { return b.Flush(ctx, s.target.Client) }); err != nil {
		return note, err
	}
	var image string
	for _, one := range s.needed {
		if strings.Contains(one, "/minio:") {
			image = one
		}
	}
	store, err := outside.Start(ctx, s.target.Client, image)
	s.outside = &store
	if err != nil {
		return "", err
	}
	return outside.Endpoint, errors.Join(
		s.stack.SetSecret(ctx, "kalypso:objectStoreAccessKey", store.AccessKey),
		s.stack.SetSecret(ctx, "kalypso:objectStoreSecretKey", store.SecretKey),
		s.stack.Set(ctx, "kalypso:objectStore.endpoint", outside.Endpoint),
		s.stack.Set(ctx, "kalypso:objectStore.tls", "false"))
}

// forgetOutside removes it from the configuration and from the cluster.
func (s *Suite) forgetOutside(ctx context.Context) error {
	for _, key := range []string{"objectStore", "objectStoreAccessKey", "objectStoreSecretKey", "components.minio"} {
		if err := s.stack.Unset(ctx, "kalypso:"+key); err != nil {
			return err
		}
	}
	err := s.outside.Remove(ctx)
	s.outside = nil
	return err
}

type act = func(context.Context) error

func (s *Suite) set(key, value string) act {
	return func(ctx context.Context) error { return s.stack.Set(ctx, key, value) }
}

func (s *Suite) update(ctx context.Context) error {
	if _, err := s.stack.Reporting(s.Progress).Up(ctx); err != nil {
		return err
	}
	return s.settle(ctx)
}

// all does one after the other.
func all(ctx context.Context, acts []act) error {
	for _, do := range acts {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// oneByOne acts, and then writes and reads all that was ever written.
func (s *Suite) oneByOne(acts ...act) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if err := all(ctx, acts); err != nil {
			return "", err
		}
		return s.writeAndRead(ctx)
	}
}

// meanwhile does the same while applications send, if there are any, and counts what became of what they sent.
func (s *Suite) meanwhile(acts ...act) func(context.Context) (string, error) {
	return func(ctx context.Context) (note string, err error) {
		if s.fired == nil {
			return s.oneByOne(acts...)(ctx)
		}
		if note, err = s.fired.During(ctx, func(ctx context.Context) error { return all(ctx, acts) }); err != nil {
			return note, err
		}
		answers, err := s.writeAndRead(ctx)
		return fmt.Sprintf("%s; %s", note, answers), err
	}
}

func (s *Suite) deployer() string { return filepath.Join(s.workspace.Dir, "bin", "deploy") }

// copyTo runs `kalypso buckets copy` as a user does. Its table is among the notes of the report.
func (s *Suite) copyTo(store string) act {
	return func(ctx context.Context) error {
		command, dir := s.stack.Command()
		cmd := exec.CommandContext(ctx, s.deployer(), "buckets", "--stack", stackName, "--to", store, "--timeout", "10m")
		cmd.Dir, cmd.Env = dir, command.Env
		var said, complaints bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &complaints
		err := cmd.Run()
		s.Note("kalypso buckets copy --to %s:\n%s", store, said.String())
		if err != nil {
			return fmt.Errorf("copying buckets to %s: %w\n%s", store, err, complaints.String())
		}
		return nil
	}
}
