// Package session is `make up`, `make down` and `make status`: all the set-up, on the cluster it finds or on an embedded one.
package session

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Session works in one project.
type Session struct {
	// Project is the root of the tree; everything made is below .kalypso in it, which git ignores.
	Project string
	// Stack is the user's stack for a cluster of theirs.
	Stack string
	// In is asked only if it is a terminal.
	In  *os.File
	Out io.Writer
}

// Up deploys: to the configured cluster, else to the current kube context if the user says so, else to an embedded cluster.
func (s Session) Up(ctx context.Context) error {
	if err := os.MkdirAll(s.path(), 0o700); err != nil {
		return fmt.Errorf("making the project's private directory: %w", err)
	}
	configured, err := s.configured()
	if err != nil {
		return err
	}
	switch {
	case configured:
		s.say("Deploying to the cluster that Pulumi.%s.yaml names.", s.Stack)
		return s.upReal(ctx, "")
	case s.begunEmbedded():
		return s.upEmbedded(ctx)
	}
	if name := currentContext(); name != "" {
		agreed, asked := s.ask(fmt.Sprintf("Deploy to the cluster of the current kube context, %s?", name))
		if agreed {
			return s.upReal(ctx, name)
		}
		if !asked {
			s.say("The current kube context is %[1]s. It is left alone: there is no terminal to agree at.\n"+
				"To deploy there: pulumi config set --stack %[2]s --path kalypso:cluster.driver existing, the same with "+
				"kalypso:cluster.context %[1]s, then run this again.", name, s.Stack)
		}
	}
	return s.upEmbedded(ctx)
}

// Down takes down what Up has put up.
func (s Session) Down(ctx context.Context) error {
	if s.begunEmbedded() {
		return s.downEmbedded(ctx)
	}
	return s.downReal(ctx)
}

func (s Session) path(parts ...string) string {
	return filepath.Join(append([]string{s.Project, ".kalypso"}, parts...)...)
}

func (s Session) say(format string, args ...any) { fmt.Fprintf(s.Out, format+"\n", args...) }
