// The dashboards: what Grafana shows, as functions. Run without arguments it writes them as JSON below manifests/, where the
// program takes them from; `make dashboards` does so.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/applications"
	"github.com/kalypsoServing/kalypso/cmd/dashboards/cluster"
	"github.com/kalypsoServing/kalypso/cmd/dashboards/draw"
	"github.com/kalypsoServing/kalypso/cmd/dashboards/kalypso"
	"github.com/kalypsoServing/kalypso/cmd/dashboards/platform"
	"github.com/kalypsoServing/kalypso/cmd/dashboards/query"
	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

// manifests is where the JSON goes, seen from this directory.
const manifests = "../../manifests"

// all are the dashboards, by subject.
func all() []style.Dashboard {
	var list []style.Dashboard
	for _, subject := range [][]style.Dashboard{kalypso.All(), cluster.All(), applications.All(), platform.All()} {
		list = append(list, subject...)
	}
	return list
}

func main() {
	pictures := flag.String("draw", "", "draw each dashboard as a picture into this directory, instead of writing JSON")
	queries := flag.Bool("queries", false, "print every query of the written JSON, instead of writing it")
	flag.Parse()
	if err := run(*pictures, *queries); err != nil {
		fmt.Fprintln(os.Stderr, "dashboards:", err)
		os.Exit(1)
	}
}

func run(pictures string, queries bool) error {
	switch {
	case pictures != "":
		for _, d := range all() {
			if err := draw.PNG(d.Build(), pictures); err != nil {
				return err
			}
		}
		return nil
	case queries:
		list, err := query.List(manifests)
		if err != nil {
			return err
		}
		out := json.NewEncoder(os.Stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(list)
	}
	return write(manifests, all())
}
