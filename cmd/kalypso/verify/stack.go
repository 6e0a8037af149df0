package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

// outputs are what a stack says about itself.
type outputs struct {
	Context string
	Proof   json.RawMessage
}

// outputs asks Pulumi: the installed one, else one that is built here, with the settings that `kalypso up` has chosen.
func (v *verification) outputs(ctx context.Context) (outputs, error) {
	var found outputs
	project, err := command.Project()
	if err != nil {
		return found, err
	}
	binary, err := exec.LookPath("pulumi")
	if err != nil {
		set, err := tools.Open(project, v.progress)
		if err != nil {
			return found, err
		}
		if err := set.Ensure(ctx, tools.CLI()...); err != nil {
			return found, err
		}
		set.Progress.Close()
		binary = set.Path("pulumi")
	}
	cmd := exec.CommandContext(ctx, binary, "stack", "output", "--json", "--non-interactive", "--stack", v.stack)
	var complaints bytes.Buffer
	cmd.Dir, cmd.Stderr = project, &complaints
	cmd.Env = append(os.Environ(), append(chosen(project), "PULUMI_SKIP_UPDATE_CHECK=true")...)
	answer, err := cmd.Output()
	if err != nil {
		return found, fmt.Errorf("asking stack %s for its outputs: %w\n%s", v.stack, err, strings.TrimSpace(complaints.String()))
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return found, fmt.Errorf("reading the outputs of stack %s: %w", v.stack, err)
	}
	return found, nil
}

// chosen are the variables that `kalypso up` keeps for Pulumi, without those that the user has set.
func chosen(project string) []string {
	file, err := os.Open(filepath.Join(project, ".kalypso", "env"))
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
