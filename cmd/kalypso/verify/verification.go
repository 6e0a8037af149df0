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
	// status asks for what is wrong alone.
	status        bool
	timeout       time.Duration
	out, progress io.Writer
	// failed says that a check has.
	failed bool
}

func (v *verification) run(ctx context.Context) error {
	platform, way, err := v.open(ctx)
	if err != nil {
		return err
	}
	forward, forwards := way.(*reach.Forward)
	if forwards {
		defer forward.Close()
	}
	switch {
	case v.status:
		return v.showStatus(ctx, platform, way)
	case v.inCluster == "" || !forwards:
		return v.verify(ctx, platform, way)
	}
	code, err := job.Job{
		Client: forward.Client(), Platform: platform, Image: v.inCluster, JSON: v.asJSON, Timeout: v.timeout,
	}.Run(ctx, v.out)
	v.failed = code != 0
	return err
}

// open finds the platform and the way to it, a *reach.Forward, which is to be closed, or none.
func (v *verification) open(ctx context.Context) (proof.Platform, checks.Way, error) {
	platform, given, err := v.given()
	if err != nil {
		return platform, nil, err
	}
	if v.direct {
		if !given {
			return platform, nil, errors.New("--direct takes what is to be proven from --expect: in the cluster nothing else is read")
		}
		return platform, reach.Direct{}, nil
	}
	v.choose(ctx)
	config, err := v.access.Config()
	if err != nil {
		return platform, nil, err
	}
	forward, err := reach.NewForward(config)
	if err != nil {
		return platform, nil, err
	}
	if !given {
		if platform, err = deployed(ctx, forward.Client()); err != nil {
			forward.Close()
			return platform, nil, err
		}
	}
	return platform, forward, nil
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
