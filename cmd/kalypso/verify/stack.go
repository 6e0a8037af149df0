package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

// choose takes the stack's kube context where neither a flag nor a file names a cluster. Without Pulumi, or such a stack, it is
// the current context: a cluster without a platform says so.
func (v *verification) choose(ctx context.Context) {
	if v.access.Context != "" || v.access.Kubeconfig != "" {
		return
	}
	project, projectErr := command.Project()
	binary, pulumiErr := exec.LookPath("pulumi")
	if projectErr != nil || pulumiErr != nil {
		return
	}
	cmd := exec.CommandContext(ctx, binary, "stack", "output", "context", "--non-interactive", "--stack", v.stack)
	cmd.Dir = project
	cmd.Env = append(os.Environ(), append(chosen(project, v.stack), "PULUMI_SKIP_UPDATE_CHECK=true")...)
	if answer, err := cmd.Output(); err == nil {
		v.access.Context = strings.TrimSpace(string(answer))
	}
}

// chosen are the variables that `kalypso up` keeps for Pulumi, without those that the user has set.
func chosen(project, stack string) []string {
	file, err := os.Open(filepath.Join(project, ".kalypso", "env."+stack))
	if err != nil {
		return nil // it had nothing to choose
	}
	defer file.Close()
	var settings []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		setting := strings.TrimPrefix(lines.Text(), "export ")
		if name, _, ok := strings.Cut(setting, "="); ok && os.Getenv(name) == "" {
			settings = append(settings, setting)
		}
	}
	return settings
}
