// Command deploy does what needs Pulumi's Automation API or a client of a cluster. `kalypso up`, `down`, `status`, `drift` and
// `buckets` run it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/components/minio"
)

func main() { os.Exit(command.Run(newRoot())) }

func newRoot() *cobra.Command {
	var s session
	var embedded bool
	up := s.command("up", "Deploy", func(ctx context.Context) error {
		if embedded {
			return s.upEmbedded(ctx)
		}
		return s.upReal(ctx)
	})
	up.Flags().StringVar(&s.Context, "context", "", "to the cluster of this kube context, which the stack is to name from now on")
	down := s.command("down", "Take down", func(ctx context.Context) error {
		if embedded {
			return s.downEmbedded(ctx)
		}
		return s.downReal(ctx)
	})
	again := s.command("recover", "Make what was killed ready for the next up or down", func(ctx context.Context) error {
		if embedded {
			return s.recoverEmbedded(ctx)
		}
		return s.recoverReal(ctx)
	})
	status := s.command("status", "Show what runs", func(ctx context.Context) error {
		if embedded {
			return s.status(ctx)
		}
		return s.statusReal(ctx)
	})
	var repair bool
	drift := s.command("drift", "Name objects that are not as their Helm release rendered them", func(ctx context.Context) error {
		if embedded {
			return s.driftEmbedded(ctx, repair)
		}
		return s.driftReal(ctx, repair)
	})
	drift.Flags().BoolVar(&repair, "repair", false, "put them back")
	var to string
	var timeout time.Duration
	buckets := s.command("buckets", "Copy the backends' buckets", func(ctx context.Context) error {
		return s.copyBuckets(ctx, minio.Store(to), timeout)
	})
	buckets.Flags().StringVar(&to, "to", "", "external or minio")
	buckets.Flags().DurationVar(&timeout, "timeout", 0, "how long it may take")
	for _, c := range []*cobra.Command{up, down, again, status, drift} {
		c.Flags().BoolVar(&embedded, "embedded", false, "the embedded cluster")
	}
	for _, c := range []*cobra.Command{up, down} {
		c.Flags().BoolVar(&s.Yes, "yes", false, "without a preview and a question")
	}
	down.Flags().BoolVar(&s.Foreign, "foreign", false, "with the collectors of others, which go with the operator")
	return command.Group("deploy", "Deploy the platform", up, down, again, status, drift, buckets)
}

// session works in one project.
type session struct {
	// Project is the root of the tree; everything made is below .kalypso in it, which git ignores.
	Project string
	// Stack is the user's stack for a cluster of theirs.
	Stack string
	// Context, if set, is of the cluster that the stack is to name from now on.
	Context string
	// Yes is set where nothing is to be asked.
	Yes bool
	// Foreign is set where collectors of others may go with the operator.
	Foreign bool
	Out     io.Writer
}

// command returns a command that works in the project of the working directory.
func (s *session) command(use, short string, run func(context.Context) error) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		project, err := command.Project()
		if err != nil {
			return err
		}
		s.Project, s.Out = project, cmd.OutOrStdout()
		return run(cmd.Context())
	}}
	cmd.Flags().StringVar(&s.Stack, "stack", "dev", "stack for a cluster of the user's")
	return cmd
}

func (s *session) path(parts ...string) string {
	return filepath.Join(append([]string{s.Project, ".kalypso"}, parts...)...)
}

func (s *session) say(format string, args ...any) { fmt.Fprintf(s.Out, format+"\n", args...) }
