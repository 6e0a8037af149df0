package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/components/cluster/diagnosis"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
)

// statusReal shows the releases of the user's stack, and why what is not ready is not. The error counts that.
func (s *session) statusReal(ctx context.Context) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	deployed, err := recovery.Recovery{Command: cli, Dir: s.Project, Stack: s.Stack}.Deployed(ctx)
	if err != nil {
		return err
	}
	if deployed.Client == nil {
		s.say("stack %s has nothing deployed", s.Stack)
		return nil
	}
	return s.show(ctx, deployed)
}

func (s *session) show(ctx context.Context, deployed recovery.Deployed) error {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "namespace\trelease\tstatus\trevision")
	unwell, reasons := 0, []string{}
	for _, namespace := range deployed.Namespaces {
		found, err := records.Read(ctx, deployed.Client, namespace)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(found)) {
			record := found[name]
			if record.Info.Status != "deployed" {
				unwell++
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%d\n", namespace, name, record.Info.Status, record.Revision)
		}
		for _, reason := range diagnosis.Ask(ctx, deployed.Client, namespace) {
			unwell++
			reasons = append(reasons, namespace+": "+reason)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("printing the releases: %w", err)
	}
	for _, reason := range reasons {
		s.say("not ready: %s", reason)
	}
	if unwell > 0 {
		return command.Unwellf("%d releases or objects are not well", unwell)
	}
	return nil
}
