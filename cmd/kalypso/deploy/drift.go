package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/drift"
	"github.com/kalypsoServing/kalypso/tests/lab/recovery"
)

func (s *session) driftReal(ctx context.Context, repair bool) error {
	cli, err := s.pulumi(ctx)
	if err != nil {
		return err
	}
	return s.drift(ctx, recovery.Recovery{Command: cli, Dir: s.Project, Stack: s.Stack}, repair)
}

func (s *session) driftEmbedded(ctx context.Context, repair bool) error {
	running, err := controlplane.Running(s.clusterDir())
	if err != nil {
		return err
	}
	if !running {
		return errors.New("the embedded cluster does not run: `make up` begins anew")
	}
	w, err := s.workspace(ctx)
	if err != nil {
		return err
	}
	if _, err := os.Stat(w.Dir + "/Pulumi." + stackName + ".yaml"); errors.Is(err, fs.ErrNotExist) {
		s.say("nothing is deployed")
		return nil
	}
	return s.drift(ctx, recovery.Recovery{Command: w.Command(), Dir: w.Dir, Stack: stackName}, repair)
}

// drift compares the releases of a stack with its cluster. Drift that stays is an error.
func (s *session) drift(ctx context.Context, of recovery.Recovery, repair bool) error {
	deployed, err := of.Deployed(ctx)
	if err != nil {
		return err
	}
	if deployed.Client == nil {
		s.say("stack %s has nothing deployed", of.Stack)
		return nil
	}
	findings, err := drift.Find(ctx, deployed.Client, deployed.Releases)
	if shown := s.showDrift(findings); err != nil || shown != nil {
		return errors.Join(err, shown)
	}
	switch {
	case len(findings) == 0:
		s.say("no drift")
		return nil
	case !repair:
		return errors.New(count(findings))
	}
	if err := drift.Repair(ctx, deployed.Client, findings); err != nil {
		return err
	}
	s.say("%s: repaired", count(findings))
	return nil
}

func (s *session) showDrift(findings []drift.Finding) error {
	if len(findings) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "object\tfield\tlive\trendered")
	for _, found := range findings {
		if found.Missing {
			fmt.Fprintf(table, "%s\t\tmissing\t\n", found.Object)
		}
		for _, d := range found.Differences {
			live, rendered := cut(d.Live, d.Rendered)
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", found.Object, d.Path, live, rendered)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("printing the drift: %w", err)
	}
	return nil
}

func count(findings []drift.Finding) string {
	missing := 0
	for _, found := range findings {
		if found.Missing {
			missing++
		}
	}
	return fmt.Sprintf("%d objects differ, %d are missing", len(findings)-missing, missing)
}

// cut shows two values in a line of a table each: of long ones, where they begin to differ.
func cut(live, rendered any) (a, b string) {
	const longest, before = 40, 10
	one, other := line(live), line(rendered)
	same := 0
	for same < min(len(one), len(other)) && one[same] == other[same] {
		same++
	}
	from := 0
	if max(len(one), len(other)) > longest {
		from = max(0, same-before)
	}
	return piece(one, from, longest), piece(other, from, longest)
}

func piece(text []rune, from, longest int) string {
	from = min(from, len(text))
	shown := string(text[from:min(len(text), from+longest)])
	if from > 0 {
		shown = "…" + shown
	}
	if len(text) > from+longest {
		shown += "…"
	}
	return shown
}

func line(value any) []rune {
	if value == nil {
		return []rune("(none)")
	}
	return []rune(strings.Join(strings.Fields(drift.Text(value)), " "))
}
