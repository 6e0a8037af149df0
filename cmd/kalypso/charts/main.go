// Command charts does what needs Helm's engine and the platform's program on the chart archives. `kalypso charts` and `kalypso adopt`
// run it.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

func main() { os.Exit(command.Run(newRoot())) }

func newRoot() *cobra.Command {
	return command.Group("charts", "Lock and render the pinned chart archives", newLock(), newRender(), newValues(), newImages(), newAdopt())
}
