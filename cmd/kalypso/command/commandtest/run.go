// Package commandtest runs commands in tests.
package commandtest

import (
	"bytes"

	"github.com/spf13/cobra"
)

// Run executes a program with arguments and returns what it printed.
func Run(root *cobra.Command, args ...string) (string, error) {
	var out bytes.Buffer
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&out)
	err := root.Execute()
	return out.String(), err
}
