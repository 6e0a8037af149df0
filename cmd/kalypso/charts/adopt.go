package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/tests/lab/adoption"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// adopting is one run of `kalypso adopt`.
type adopting struct {
	project, archives, stack string
	yes                      bool
	consent                  adoption.Consent
	in                       *os.File
	out                      io.Writer
}

func newAdopt() *cobra.Command {
	a := adopting{in: os.Stdin}
	cmd := &cobra.Command{
		Use: "adopt", Short: "Take over what an older delivery or Helm by hand has left, so that up goes on with it", Args: cobra.NoArgs,
		Long: "Take over what of the stack is in its cluster already: from the older Kustomize and Argo CD delivery,\n" +
			"or installed with Helm by hand. It shows what would be done, and asks. Pods, volumes and their data stay.\n" +
			"What another Helm release or Argo CD still manages is refused.",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if a.project, err = command.Project(); err != nil {
				return err
			}
			a.out = cmd.OutOrStdout()
			return a.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&a.stack, "stack", "dev", "stack whose Pulumi.<stack>.yaml names the cluster, and says what is wanted there")
	flags.StringVar(&a.archives, "archives", "", "directory or mirror with the chart archives (default: as the stack has it)")
	flags.BoolVar(&a.yes, "yes", false, "without a question")
	flags.BoolVar(&a.consent.Detached, "detached", false, "no Argo CD in another cluster manages what has its marks any more")
	return cmd
}

func (a adopting) run(ctx context.Context) error {
	resources, err := registered(a.project, a.archives, a.stack)
	if err != nil {
		return err
	}
	client, where, err := connect(resources)
	if err != nil {
		return err
	}
	kubeVersion, offers, err := adoption.Offers(ctx, client)
	if err != nil {
		return err
	}
	wanted, err := wanted(resources, a.project, kubeVersion, offers)
	if err != nil {
		return err
	}
	found, err := adoption.Look(ctx, client, wanted)
	if err != nil {
		return err
	}
	steps, err := adoption.Plan(found, a.consent, time.Now())
	if err != nil {
		return fmt.Errorf("nothing was touched in %s:\n%w", where, err)
	}
	return a.agree(ctx, client, where, steps)
}

// agree shows the steps, and does them if that is agreed to.
func (a adopting) agree(ctx context.Context, client *kube.Client, where string, steps []adoption.Step) error {
	if err := show(a.out, steps); err != nil {
		return err
	}
	todo := 0
	for _, step := range steps {
		if !step.Told() {
			todo++
		}
	}
	if todo == 0 {
		fmt.Fprintf(a.out, "nothing is to be adopted in %s\n", where)
		return nil
	}
	if !a.yes {
		agreed, asked := command.Ask(a.in, a.out, fmt.Sprintf("Do this in %s?", where))
		if !asked {
			fmt.Fprintf(a.out, "%d steps; nothing was touched in %s: there is no terminal to ask at; agree with --yes\n", todo, where)
		}
		if !agreed {
			return nil
		}
	}
	if err := adoption.Apply(ctx, client, steps); err != nil {
		return fmt.Errorf("adopting; what is done stays done, run it again to go on: %w", err)
	}
	fmt.Fprintf(a.out, "%d steps done; `pulumi preview` shows imports now, and `pulumi up` goes on with what is there\n", todo)
	return nil
}

func show(out io.Writer, steps []adoption.Step) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, step := range steps {
		kind, name, _ := strings.Cut(step.ID, "/")
		fmt.Fprintf(table, "%s\t%s\t%s\n", kind, name, step.Does)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("printing the plan: %w", err)
	}
	return nil
}

// connect connects to the cluster of the program's own provider.
func connect(resources []recorder.Resource) (client *kube.Client, where string, err error) {
	for _, r := range resources {
		if r.GetType() != "pulumi:providers:kubernetes" {
			continue
		}
		inputs := r.Plain()
		kubeconfig, _ := inputs["kubeconfig"].(string)
		kubeContext, _ := inputs["context"].(string)
		config, err := kube.Config(kubeconfig, kubeContext)
		if err != nil {
			return nil, "", fmt.Errorf("connecting to the cluster that kalypso:cluster names: %w", err)
		}
		client, err = kube.New(config)
		return client, config.Host, err
	}
	return nil, "", errors.New("connecting to the cluster: the program has no Kubernetes provider")
}

// wanted are the objects that the program and its releases would make in a cluster with these API versions, without hooks, which Helm
// makes anew each time.
func wanted(resources []recorder.Resource, project, kubeVersion string, offers []string) ([]adoption.Wanted, error) {
	var all []adoption.Wanted
	namespaces := map[string]string{} // of components, by URN
	for _, r := range resources {
		if object := render.Object(r.Plain()); object.Kind() == "Namespace" {
			namespaces[r.GetParent()] = object.Name()
		}
	}
	for _, r := range resources {
		inputs := r.Plain()
		if r.GetType() != render.ReleaseType {
			if object := render.Object(inputs); object.Kind() != "" {
				all = append(all, adoption.Wanted{Object: object, Namespace: namespaces[r.GetParent()]})
			}
			continue
		}
		installation := render.Installation(inputs, project)
		installation.APIVersions = offers
		definitions, objects, err := render.Parts(installation, kubeVersion)
		if err != nil {
			return nil, err
		}
		chart, err := render.Load(installation.Archive)
		if err != nil {
			return nil, err
		}
		release := adoption.Release{Chart: chart.Name(), Version: chart.Metadata.Version,
			Release: records.Release{Namespace: installation.Namespace, Name: installation.Name}}
		for i, object := range append(definitions, objects...) {
			if object.Hook() == "" {
				all = append(all, adoption.Wanted{Object: object, Release: release, Namespace: installation.Namespace,
					Definition: i < len(definitions)})
			}
		}
	}
	return all, nil
}
