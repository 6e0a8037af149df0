// Package session is `kalypso up`, `down` and `status`: it decides which cluster is meant, builds what is missing, shows the
// plan meanwhile, and hands over to the deploying program.
package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

// Session works in one project.
type Session struct {
	// Project is the root of the tree; everything made is below .kalypso in it, which git ignores.
	Project string
	// Stack is the user's stack for a cluster of theirs.
	Stack string
	// Yes is set where the user has agreed beforehand to what Pulumi would do to a cluster of theirs.
	Yes bool
	// Foreign is set where they have agreed that collectors of others go with the operator.
	Foreign bool
	// Repair is set where drift is to be put back.
	Repair bool
	// To is the store that buckets are copied to, external or minio, and Timeout how long that may take.
	To      string
	Timeout time.Duration
	// In is asked only if it is a terminal.
	In  *os.File
	Out io.Writer
}

// Up deploys: to the configured cluster, else to the current kube context if the user says so, else to an embedded cluster.
func (s Session) Up(ctx context.Context) error {
	if err := os.MkdirAll(s.path(), 0o700); err != nil {
		return fmt.Errorf("making the project's private directory: %w", err)
	}
	target, err := s.target()
	if err != nil {
		return err
	}
	if !target.embedded {
		if err := s.mayAsk("up"); err != nil {
			return err
		}
	}
	return s.deploy(ctx, target)
}

// target decides where to deploy to.
func (s Session) target() (target, error) {
	configured, err := s.configured()
	switch {
	case err != nil:
		return target{}, err
	case configured:
		s.say("Deploying to the cluster that Pulumi.%s.yaml names.", s.Stack)
		return target{}, nil
	case s.begunEmbedded():
		return s.embedded()
	}
	if name := currentContext(); name != "" {
		agreed, asked := s.ask(fmt.Sprintf("Deploy to the cluster of the current kube context, %s?", name))
		if agreed {
			return target{context: name}, nil
		}
		if !asked {
			s.say("The current kube context is %[1]s. It is left alone: there is no terminal to agree at.\n"+
				"To deploy there: pulumi config set --stack %[2]s --path kalypso:cluster.driver existing, the same with "+
				"kalypso:cluster.context %[1]s, then run this again.", name, s.Stack)
		}
	}
	return s.embedded()
}

func (s Session) embedded() (target, error) {
	s.say("Deploying to an embedded cluster: a real Kubernetes control plane on this machine, with simulated nodes.")
	return target{embedded: true}, nil
}

// Down takes down what Up has put up.
func (s Session) Down(ctx context.Context) error {
	if s.begunEmbedded() {
		return s.run(ctx, "down", "--embedded")
	}
	if deployed, err := s.configured(); err != nil || !deployed {
		s.say("nothing to take down: there is no embedded cluster, and Pulumi.%s.yaml names no other", s.Stack)
		return err
	}
	if err := s.mayAsk("down"); err != nil {
		return err
	}
	return s.run(ctx, "down", append(s.agreed(), s.foreign()...)...)
}

// mayAsk refuses to change a cluster of the user's where nobody can agree and nobody has.
func (s Session) mayAsk(what string) error {
	if s.Yes || command.Terminal(s.In) {
		return nil
	}
	return fmt.Errorf("stack %s is on a cluster of yours, and there is no terminal to show you the changes at and to ask: look at them with "+
		"`pulumi preview --stack %[1]s`, then agree beforehand with `make %s STACK=%[1]s YES=1` (kalypso %[2]s --yes)", s.Stack, what)
}

func (s Session) agreed() []string {
	if s.Yes {
		return []string{"--yes"}
	}
	return nil
}

func (s Session) foreign() []string {
	if s.Foreign {
		return []string{"--foreign"}
	}
	return nil
}

// Recover makes what a killed run had begun ready for the next Up or Down, of the embedded cluster or the user's stack.
func (s Session) Recover(ctx context.Context) error {
	if s.begunEmbedded() {
		return s.run(ctx, "recover", "--embedded")
	}
	return s.run(ctx, "recover")
}

// Drift names the objects that are not as their Helm release rendered them, and puts them back if Repair is set.
func (s Session) Drift(ctx context.Context) error {
	var args []string
	if s.begunEmbedded() {
		args = append(args, "--embedded")
	}
	if s.Repair {
		args = append(args, "--repair")
	}
	return s.run(ctx, "drift", args...)
}

// CopyBuckets copies the backends' buckets between MinIO and the store outside of the platform.
func (s Session) CopyBuckets(ctx context.Context) error {
	switch {
	case !slices.Contains([]string{"external", "minio"}, s.To):
		return fmt.Errorf("--to: found %q, want external (the store in kalypso:objectStore) or minio", s.To)
	case s.Timeout < time.Minute:
		return fmt.Errorf("--timeout: found %s, want at least 1m", s.Timeout)
	case s.begunEmbedded():
		return errors.New("the embedded cluster's pods are simulated: there are no buckets to copy")
	}
	return s.run(ctx, "buckets", "--to", s.To, "--timeout", s.Timeout.String())
}

// Status says what runs; of a cluster of the user's, what does not arrive there and which alerts there are.
func (s Session) Status(ctx context.Context) error {
	configured, err := s.configured()
	if err != nil {
		return err
	}
	if configured {
		// What is not ready comes first: it explains what does not arrive. Whoever cannot be reached is not asked for alerts.
		err := s.run(ctx, "status")
		if err != nil && !command.IsUnwell(err) {
			return err
		}
		return errors.Join(err, command.HandOver(ctx, s.Project, "verify", s.Out, "--stack", s.Stack, "--status", "--timeout", "30s"))
	}
	if !s.begunEmbedded() {
		s.say("no embedded cluster; `make up` starts one unless it finds a cluster of yours")
		return nil
	}
	err = s.run(ctx, "status", "--embedded")
	s.say("alerts and signals: its pods are simulated, nothing runs there to ask")
	return err
}

func (s Session) path(parts ...string) string {
	return filepath.Join(append([]string{s.Project, ".kalypso"}, parts...)...)
}

func (s Session) say(format string, args ...any) { fmt.Fprintf(s.Out, format+"\n", args...) }
