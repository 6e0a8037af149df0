// Package command is what the programs of this module have in common: how they run, how they refuse what they do not
// know, and where they find the project.
package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kalypsoServing/kalypso/config/nearest"
)

// Run executes the command line of this process and returns its exit code. A signal cancels the context of what runs.
func Run(root *cobra.Command) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := root.ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
	}
	return exitCode(err)
}

// unwell is the exit code of a program that could ask, and found that not all is well.
const unwell = 3

// Unwell is the error of such a program.
type Unwell struct{ error }

// Unwellf makes one.
func Unwellf(format string, args ...any) error { return Unwell{fmt.Errorf(format, args...)} }

func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.As(err, new(Unwell)):
		return unwell
	}
	return 1
}

// IsUnwell reports whether the program that was handed over to ended so.
func IsUnwell(err error) bool {
	ended := new(exec.ExitError)
	return errors.As(err, &ended) && ended.ExitCode() == unwell
}

// Group returns a command that has only subcommands. It refuses an unknown one, and flags that a subcommand does not
// have, with the nearest name and the usage.
func Group(use, short string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{
		Use: use, Short: short, Args: cobra.ArbitraryArgs, SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return usage(cmd, fmt.Errorf("%s has no command %q%s", cmd.CommandPath(), args[0], nearest.Hint(args[0], names(cmd))))
		},
	}
	group.SetFlagErrorFunc(refuseFlag)
	group.AddCommand(commands...)
	return group
}

// OneArgument demands exactly one argument and says in a refusal what it is.
func OneArgument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage(cmd, fmt.Errorf("%s takes one argument, %s; found %d", cmd.CommandPath(), what, len(args)))
		}
		return nil
	}
}

func refuseFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var known []string
		cmd.Flags().VisitAll(func(flag *pflag.Flag) { known = append(known, flag.Name) })
		err = fmt.Errorf("%s: %w%s", cmd.CommandPath(), err, nearest.Hint(unknown.GetSpecifiedName(), known))
	}
	return usage(cmd, err)
}

func usage(cmd *cobra.Command, err error) error {
	return fmt.Errorf("%w\n\n%s", err, cmd.UsageString())
}

func names(group *cobra.Command) []string {
	var all []string
	for _, c := range group.Commands() {
		all = append(all, c.Name())
	}
	return all
}
