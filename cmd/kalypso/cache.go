package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

func newCache() *cobra.Command {
	return command.Group("cache", "Show and clear what is kept for all checkouts", newCacheShow(), newCacheTrim(), newCacheClear())
}

func newCacheShow() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Show what is kept, and how large it is", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cache, err := tools.UserCache()
			if err != nil {
				return err
			}
			parts, err := cache.Parts(cmd.Context())
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, part := range parts {
				fmt.Fprintf(table, "%d MB\t%s\t%s\n", part.Size>>20, part.What, part.Dir)
			}
			return table.Flush()
		},
	}
}

func newCacheTrim() *cobra.Command {
	return &cobra.Command{
		Use: "trim", Short: "Remove what built tools were compiled from, as up and test do", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cache, err := tools.UserCache()
			if err != nil {
				return err
			}
			return cache.Trim()
		},
	}
}

func newCacheClear() *cobra.Command {
	return &cobra.Command{
		Use: "clear", Short: "Remove built tools; chart archives stay, for their sources may be gone", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cache, err := tools.UserCache()
			if err != nil {
				return err
			}
			freed, err := cache.Clear(cmd.Context())
			fmt.Fprintf(cmd.OutOrStdout(), "%d MB freed\n", freed>>20)
			return err
		},
	}
}
