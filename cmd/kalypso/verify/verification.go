package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/checks"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/image"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/job"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/reach"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/report"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// verification is one run, as the flags say.
type verification struct {
	stack, expect, inCluster string
	access                   reach.Access
	asJSON, direct, readOnly bool
	timeout                  time.Duration
	out, progress            io.Writer
	// failed says that a check has.
	failed bool
}

func (v *verification) run(ctx context.Context) error {
	platform, given, err := v.given()
	if err != nil {
		return err
	}
	if v.direct {
		if !given {
			return errors.New("--direct takes what is to be proven from --expect: in the cluster nothing else is read")
		}
		return v.verify(ctx, platform, reach.Direct{})
	}
	v.choose(ctx)
	config, err := v.access.Config()
	if err != nil {
		return err
	}
	forward, err := reach.NewForward(config)
	if err != nil {
		return err
	}
	defer forward.Close()
	if !given {
		if platform, err = deployed(ctx, forward.Client()); err != nil {
			return err
		}
	}
	if v.inCluster == "" {
		return v.verify(ctx, platform, forward)
	}
	code, err := job.Job{
		Client: forward.Client(), Platform: platform, Image: v.inCluster, JSON: v.asJSON, Timeout: v.timeout,
	}.Run(ctx, v.out)
	v.failed = code != 0
	return err
}

func (v *verification) verify(ctx context.Context, platform proof.Platform, way checks.Way) error {
	ctx, cancel := context.WithTimeout(ctx, v.timeout)
	defer cancel()
	verifier := checks.Verifier{Platform: platform, Way: way, ReadOnly: v.readOnly}
	if file, isFile := v.progress.(*os.File); isFile && command.Terminal(file) {
		verifier.Watch = func(check report.Check) { fmt.Fprintln(v.progress, check.Line()) }
	}
	found := verifier.Run(ctx)
	v.failed = len(found.Failed()) > 0
	if v.asJSON {
		return found.WriteJSON(v.out)
	}
	return found.WriteTable(v.out)
}

func writeImage(ctx context.Context, file, name, arch string, out io.Writer) error {
	project, err := command.Project()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "building verify for linux/%s\n", arch)
	dir, err := os.MkdirTemp("", "kalypso-verify-")
	if err != nil {
		return fmt.Errorf("making a scratch directory: %w", err)
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "verify")
	if err := image.Build(ctx, filepath.Join(project, "cmd", "kalypso"), arch, binary); err != nil {
		return err
	}
	if err := image.Of(name, arch, binary).Write(file); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s holds %s: docker load -i %[1]s, kind load image-archive %[1]s, or crane push %[1]s REGISTRY/NAME;\n"+
		"then kalypso verify --in-cluster %[2]s\n", file, name)
	return nil
}
