package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/reach"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/trial"
)

// newAlertTest is `kalypso alert test`. It stands here because port-forwards do.
func newAlertTest(v *verification) *cobra.Command {
	var t trial.Trial
	cmd := &cobra.Command{
		Use: "alert-test", Args: cobra.NoArgs, Short: "Send a test alert, and follow it to those who are told (kalypso alert test)",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains([]string{"", "critical", "warning"}, t.Severity) {
				return fmt.Errorf("--severity: found %q, want critical or warning", t.Severity)
			}
			t.Out = cmd.OutOrStdout()
			return v.try(cmd.Context(), t)
		},
	}
	flags := cmd.Flags()
	v.chooses(flags)
	flags.StringVar(&t.Contact, "contact", "", "who has to be told (default: whoever takes it); others that take it are told too")
	flags.StringVar(&t.Severity, "severity", "", "critical or warning (default: what the contact takes, critical if both)")
	flags.StringVar(&t.Namespace, "namespace", "", "the alert's namespace (default: one of the contact's, else default)")
	flags.DurationVar(&t.Wait, "wait", 30*time.Second, "the Alertmanager's group_wait")
	flags.DurationVar(&t.Patience, "patience", 90*time.Second, "how long the result may take after that")
	return cmd
}

func (v *verification) try(ctx context.Context, t trial.Trial) error {
	platform, way, err := v.open(ctx)
	if err != nil {
		return err
	}
	if forward, forwards := way.(*reach.Forward); forwards {
		defer forward.Close()
	}
	t.Platform, t.Poll = platform, time.Second
	t.Alertmanager = stores.Alertmanager{API: stores.NewAPI(way, platform.Alerts)}
	t.Mimir = stores.Mimir{API: stores.NewAPI(way, platform.Metrics)}
	ok, err := t.Run(ctx)
	v.failed = !ok
	return err
}
