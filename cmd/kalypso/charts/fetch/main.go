// Command fetch fills a directory with the archives of all pinned charts.
package main

import (
	"fmt"
	"os"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
)

func main() {
	if err := pinned.Fetch(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
