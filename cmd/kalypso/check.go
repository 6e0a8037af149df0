package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
)

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Ask every repository and mirror whether it still has every pinned archive, and look for its images in images.lock", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			project, err := command.Project()
			if err != nil {
				return err
			}
			set, err := pinned.Load(project)
			if err != nil {
				return err
			}
			digests, imagesErr := images.Read(filepath.Join(project, images.File))
			if imagesErr == nil {
				imagesErr = set.Lock.CheckImages(digests)
			}
			return errors.Join(imagesErr, set.Supply.Check(cmd.Context(), set.Requests(), set.Lock, func(r charts.Request, err error) {
				state := "ok    "
				if err != nil {
					state = "FAILED"
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s %-45s %s\n", state, r, r.Repo)
			}))
		},
	}
}
