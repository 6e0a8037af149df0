// Command charts works on the real chart archives: it renders one, fills a directory with them, and writes the lock file.
package main

import (
	"fmt"
	"os"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
)

const usage = `usage:
  charts render COMPONENT [--archives SOURCE] [...]      the manifests of a component ("all" for all) of a development stack
  charts render --chart FILE.tgz [-f values.yaml ...] [--release NAME] [--namespace NS] [...]
      [--footprint | --images | --only KIND[/NAME]] [--kube-version 1.34.0]
  charts images [--archives SOURCE]      the images that a development stack runs, by component
  charts fetch [--from SOURCE] DIR       fill DIR with the archives of all pinned charts
  charts lock [--accept NAME ...] DIR    write ../../charts.lock from the archives in DIR
`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("no command given\n%s", usage)
	}
	switch args[0] {
	case "render":
		return renderCommand(args[1:], os.Stdout)
	case "images":
		return imagesCommand(args[1:], os.Stdout)
	case "fetch":
		return pinned.Fetch(args[1:], os.Stdout)
	case "lock":
		return lockCommand(args[1:], os.Stdout)
	default:
		return fmt.Errorf("unknown command %q\n%s", args[0], usage)
	}
}
