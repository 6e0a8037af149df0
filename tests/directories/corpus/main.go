// Command corpus holds the program against Kustomize over public directories, by hand: it deploys each as its owner would bring it here,
// and prints which are the same, which are refused and why, and which differ.
//
//	go run ./directories/corpus -list directories/corpus/directories.tsv -repositories DIR [-charts DIR] [-only TEXT] [-details FILE]
//
// DIR holds a checkout of each repository of the list as <owner>+<name>. Charts come from the archives in -charts; one that is not there
// is stood in for, with its name, version, objects of every usual kind, what the directory's patches name, and all its values in a ConfigMap.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/directories"
)

func main() {
	if filepath.Base(os.Args[0]) == "helm" {
		exit(directories.Helm(os.Args[1:], os.Stdout))
	}
	var r run
	flag.StringVar(&r.list, "list", "", "file with lines of owner/name, commit and path")
	flag.StringVar(&r.repositories, "repositories", "", "directory with the checkouts")
	flag.StringVar(&r.charts, "charts", "", "directory with real archives")
	flag.StringVar(&r.only, "only", "", "only those whose line contains this")
	flag.StringVar(&r.details, "details", "", "file for the differences and reasons")
	flag.Parse()
	exit(r.all())
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run is one run over the list.
type run struct {
	list, repositories, charts, only, details string
	// project is the one whose program sources and built program all share; helm stands in for Helm's command.
	project, helm string
}

// outcome is what came of a directory.
type outcome string

const (
	same outcome = "same"
	// refused, and Kustomize builds it; broken, and neither does.
	refused outcome = "refused"
	broken  outcome = "neither builds it"
	// different, or built although Kustomize refuses it.
	different outcome = "different"
	lenient   outcome = "built here only"
)

func (r run) all() error {
	text, err := os.ReadFile(r.list)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "kalypso-corpus-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }() // a directory of this run
	if r.project, err = filepath.Abs(".."); err != nil {
		return err
	}
	if r.helm, err = directories.HelmIn(scratch); err != nil {
		return err
	}
	details := &strings.Builder{}
	counted := map[outcome]int{}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) < 3 || !strings.Contains(line, r.only) {
			continue
		}
		what, why := r.one(filepath.Join(scratch, fmt.Sprint(i)), cells[0], cells[2])
		counted[what]++
		fmt.Printf("%-18s %s %s\n", what, cells[0], cells[2])
		if why != "" {
			fmt.Fprintf(details, "## %s: %s %s\n%s\n\n", what, cells[0], cells[2], why)
		}
	}
	fmt.Println()
	for _, what := range slices.Sorted(slices.Values([]outcome{same, refused, broken, different, lenient})) {
		fmt.Printf("%5d %s\n", counted[what], what)
	}
	if r.details == "" {
		return nil
	}
	return os.WriteFile(r.details, []byte(details.String()), 0o600)
}
