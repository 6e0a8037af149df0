package stacks

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/cluster/preflight"
	"github.com/kalypsoServing/kalypso/config"
)

// Examination is how the cluster is looked at without deploying to it.
type Examination struct {
	// JSON prints findings for programs.
	JSON bool
	// Pull is an image that a node is to pull; "" for none.
	Pull string
}

// Doctor compares the cluster with what an update from the project's directory would deploy, without an engine. args are those of
// its command line.
func Doctor(ctx context.Context, out io.Writer, args []string) error {
	var e Examination
	flags := flag.NewFlagSet("doctor", flag.ContinueOnError)
	flags.BoolVar(&e.JSON, "json", false, "print the findings as JSON")
	flags.StringVar(&e.Pull, "pull", "", "image that a node is to pull")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("reading the command line: %w", err)
	}
	return Program{Dir: ".", Ask: cluster.Ask}.Doctor(ctx, out, e)
}

// Doctor prints what preflight finds. The error counts the refusals, or says why nothing can be compared.
func (program Program) Doctor(ctx context.Context, out io.Writer, e Examination) error {
	settings, configErr := program.platform().LoadWithoutSecrets()
	in := program.read(settings, configErr)
	if in.unread != nil {
		return in.problems
	}
	findings := program.examine(ctx, in, e)
	if e.JSON {
		return errors.Join(preflight.PrintJSON(out, findings), refused(findings))
	}
	_, err := fmt.Fprintf(out, "\nProfile %s on %s:\n\n", settings.Profile, where(settings.Cluster))
	return errors.Join(err, preflight.Print(out, findings), refused(findings))
}

// refused is the error of findings among which are refusals.
func refused(findings []preflight.Finding) error {
	number := 0
	for _, f := range findings {
		if f.Level == preflight.Refusal {
			number++
		}
	}
	switch number {
	case 0:
		return nil
	case 1:
		return errors.New("an update would be refused for 1 reason")
	}
	return fmt.Errorf("an update would be refused for %d reasons", number)
}

// examine finds what is wrong with the configuration, the cluster, and both together.
func (program Program) examine(ctx context.Context, in inputs, e Examination) []preflight.Finding {
	findings := configuration(in.problems)
	within, cancel := context.WithTimeout(ctx, updatePatience)
	defer cancel()
	answer, err := program.Ask(within, in.Config.Cluster)
	if err != nil {
		return append(findings, preflight.Finding{Check: "Kubernetes", Level: preflight.Refusal, Key: "kalypso:cluster", Found: err.Error(),
			Remedy: "start the cluster, or name another with kalypso:cluster.context"})
	}
	findings = append(findings, version(answer, in.Config.Cluster))
	findings = append(findings, preflight.Judge(in.preflight(in.lock), preflight.Ask(ctx, answer.API))...)
	if e.Pull != "" {
		findings = append(findings, preflight.Pull(ctx, answer.API, e.Pull))
	}
	return findings
}

func configuration(problems error) []preflight.Finding {
	if problems == nil {
		return []preflight.Finding{{Check: "configuration", Level: preflight.OK, Found: "complete, and known to the charts"}}
	}
	var findings []preflight.Finding
	for line := range strings.SplitSeq(problems.Error(), "\n") {
		findings = append(findings, preflight.Finding{Check: "configuration", Level: preflight.Refusal, Found: line})
	}
	return findings
}

func version(answer cluster.Answer, where config.Cluster) preflight.Finding {
	finding := preflight.Finding{Check: "Kubernetes", Level: preflight.OK}
	finding.Found = fmt.Sprintf("%s, context %s", answer.Version, answer.API.Context)
	if answer.Version.TooOld() {
		finding.Level, finding.Key, finding.Remedy = preflight.Refusal, "kalypso:cluster", newer(where)
		finding.Found = fmt.Sprintf("Kubernetes %s is too old: the Mimir chart needs 1.%d or later", answer.Version, config.OldestMinor)
	}
	return finding
}
