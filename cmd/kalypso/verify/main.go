// Command verify proves that signals arrive: it sends one of each as an application would, reads it back from every store,
// and walks from one to the other. `kalypso verify` runs it.
package main

import (
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/command"
)

func main() {
	var v verification
	code := command.Run(newRoot(&v))
	if code == 0 && v.failed {
		code = 1 // the report has said why
	}
	os.Exit(code)
}

func newRoot(v *verification) *cobra.Command {
	root := command.Group("verify", "Prove that signals arrive: send one of each, read it back, walk from one to the other",
		newImage(), newAlertTest(v))
	root.Annotations = map[string]string{cobra.CommandDisplayNameAnnotation: "kalypso verify"}
	root.Args = cobra.NoArgs
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		v.out, v.progress = cmd.OutOrStdout(), cmd.ErrOrStderr()
		return v.run(cmd.Context())
	}
	flags := root.Flags()
	v.chooses(flags)
	flags.BoolVar(&v.asJSON, "json", false, "print the report as JSON")
	flags.DurationVar(&v.timeout, "timeout", 2*time.Minute, "end of all patience")
	flags.StringVar(&v.inCluster, "in-cluster", "", "run in the cluster, as a Job of that image (verify image makes one)")
	flags.BoolVar(&v.readOnly, "read-only", false, "send nothing: look at freshness, targets, losses and queues alone")
	flags.BoolVar(&v.status, "status", false, "send nothing, and print what is wrong alone: what does not arrive, and which alerts there are")
	for _, one := range []string{"direct", "read-only", "status"} {
		root.MarkFlagsMutuallyExclusive("in-cluster", one)
	}
	return root
}

// chooses adds the flags that say which platform is meant.
func (v *verification) chooses(flags *pflag.FlagSet) {
	flags.StringVar(&v.stack, "stack", "dev", "stack whose cluster is meant, if no context is named")
	flags.StringVar(&v.access.Context, "context", "", "kube context (default: the stack's, else the current one)")
	flags.StringVar(&v.access.Kubeconfig, "kubeconfig", "", "kubeconfig file (default: as kubectl does)")
	flags.StringVar(&v.expect, "expect", "", "file that says what there is, in place of the cluster's own ConfigMap")
	flags.BoolVar(&v.direct, "direct", false, "use the addresses in the cluster as they are, without port-forwards")
}

func newImage() *cobra.Command {
	var arch, name string
	cmd := &cobra.Command{
		Use: "image FILE", Args: command.OneArgument("the file to write"),
		Short: "Write a docker-archive of this program, for docker load, kind load image-archive or crane push",
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeImage(cmd.Context(), args[0], name, arch, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&arch, "arch", runtime.GOARCH, "architecture of the cluster's nodes, as Go names it")
	cmd.Flags().StringVar(&name, "name", "kalypso-verify:dev", "name of the image")
	return cmd
}
