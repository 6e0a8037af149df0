package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
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
	set, err := pinned.Load(project)
	if err != nil {
		return err
	}
	supply, requests := set.Supply, set.Requests()
	supply.Source, supply.Project, supply.Dir = from, ".", dir
	source := from
	if source == "" {
		source = "the user's cache or their repositories"
	}
	fmt.Fprintf(out, "getting %d charts from %s\n", len(requests), source)
	paths, err := supply.Stage(ctx, requests, set.Lock)
	if err != nil {
		return err
	}
	for _, r := range requests {
		fmt.Fprintf(out, "  %s\n", paths[r])
	}
	return nil
}
