package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

func newPin() *cobra.Command {
	var archives string
	cmd := &cobra.Command{
		Use: "pin", Short: "Write the newest version of charts whose kustomization has none, or a range", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			return pin(cmd.Context(), project, charts.Supply{Project: project, Source: archives}, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&archives, "archives", "", "directory or mirror with the archives (default: the charts' own repositories)")
	return cmd
}

// pin writes a version for every chart that has no exact one. Other problems of the manifests do not stop it.
func pin(ctx context.Context, project string, supply charts.Supply, out io.Writer) error {
	_, err := kustomize.Load(project)
	unpinned := manifest.AllUnpinned(err)
	var problems []error
	for _, one := range unpinned {
		version, err := supply.Newest(ctx, charts.Request{Name: one.Name, Repo: one.Repo})
		if err == nil {
			err = rewrite(filepath.Join(project, one.File), one.Entry, version)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: helmCharts[%d]: %w", one.File, one.Entry, err))
			continue
		}
		fmt.Fprintf(out, "%s: %s %s\n", one.File, one.Name, version)
	}
	switch {
	case len(problems) > 0:
		return errors.Join(problems...)
	case len(unpinned) == 0 && err != nil:
		return fmt.Errorf("reading the manifests: %w", err)
	case len(unpinned) == 0:
		fmt.Fprintln(out, "every chart has an exact version")
	}
	return nil
}

func rewrite(file string, entry int, version string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if text, err = manifest.Pin(text, entry, version); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
