package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
)

func newFetch() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "fetch DIR", Short: "Fill a directory with the pinned chart archives, for use without a network",
		Args: command.OneArgument("the directory to fill"),
		RunE: func(cmd *cobra.Command, args []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			return fetch(cmd.Context(), project, args[0], from, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "directory or mirror (http://, https://, oci://) instead of the charts' own repositories")
	return cmd
}

// fetch fills the directory with the archives of all charts that the project pins, each with the locked digest. What the
// directory holds already is not fetched again.
func fetch(ctx context.Context, project, dir, from string, out io.Writer) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("directory %s: %w", dir, err)
	}
	all, err := pinned.Charts(filepath.Join(project, "manifests"))
	if err != nil {
		return err
	}
	lock, err := charts.ReadLock(filepath.Join(project, "charts.lock"))
	if err != nil {
		return err
	}
	source := from
	if source == "" {
		source = "their repositories"
	}
	fmt.Fprintf(out, "getting %d charts from %s\n", len(all), source)
	supply := charts.Supply{Source: from, Project: ".", Dir: dir}
	if _, err := supply.Stage(ctx, pinned.Requests(all), lock); err != nil {
		return err
	}
	for _, c := range all {
		fmt.Fprintf(out, "  %s\n", filepath.Join(dir, pinned.ArchiveName(c)))
	}
	return nil
}
