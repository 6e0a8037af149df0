package session

import (
	"context"
	"fmt"
	"maps"
	"os"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// Examination is how Doctor looks at a cluster.
type Examination struct {
	// JSON prints the findings for programs.
	JSON bool
	// Pull is an image that a node is to pull; "" for none.
	Pull string
}

func (e Examination) arguments() []string {
	arguments := []string{"doctor"}
	if e.JSON {
		arguments = append(arguments, "--json")
	}
	if e.Pull != "" {
		arguments = append(arguments, "--pull", e.Pull)
	}
	return arguments
}

// Doctor compares the cluster that `up` would deploy to with what it would deploy there.
func (s Session) Doctor(ctx context.Context, e Examination) error {
	settings, err := s.examined()
	if err != nil {
		return fmt.Errorf("examining the cluster of stack %s: %w", s.Stack, err)
	}
	set, err := tools.Open(s.Project, os.Stderr) // Out is for the findings
	if err != nil {
		return err
	}
	program, err := tools.Platform(ctx, s.Project, set.Progress)
	if err != nil {
		return err
	}
	set.Progress.Close()
	cmd, err := s.alone(ctx, program, settings, e.arguments()...)
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = s.Out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("examining the cluster: %w", err)
	}
	return nil
}

// examined is the configuration with the cluster that is meant: the stack's, else the embedded one if there is one, else that of
// the current kube context.
func (s Session) examined() (map[string]any, error) {
	configured, err := s.configured()
	switch {
	case err != nil:
		return nil, err
	case configured:
		return s.settings()
	case s.begunEmbedded():
		return settingsIn(s.path("embedded", "workspace", "Pulumi.embedded.yaml"))
	}
	name := currentContext()
	if name == "" {
		return nil, fmt.Errorf("there is none: Pulumi.%s.yaml names no cluster, and there is no current kube context; "+
			"set kalypso:cluster.driver and kalypso:cluster.context", s.Stack)
	}
	settings, err := s.settings()
	if err != nil {
		return nil, err
	}
	examined := map[string]any{}
	maps.Copy(examined, settings)
	examined["kalypso:cluster"] = map[string]any{"driver": "existing", "context": name}
	return examined, nil
}
