package cluster

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-command/sdk/go/command/local"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// The scripts, each a set of functions. common.sh comes before each of the others.
var (
	//go:embed scripts/common.sh
	commonScript string
	//go:embed scripts/colima.sh
	colimaScript string
	//go:embed scripts/kind.sh
	kindScript string
	//go:embed scripts/ebpf.sh
	ebpfScript string
	//go:embed scripts/probe.sh
	probeScript string
	//go:embed scripts/kernels.sh
	knownBadKernels string
)

// Command is a shell command with everything that it needs in its environment, scripts included: what is in the state can
// be run and undone without this version of the program. The text itself stays one short line, because an error quotes it.
// It holds nothing of the machine that it was made on; a preview elsewhere shows the same inputs.
type Command struct {
	// Name is the logical name. It names the cluster, so another cluster is another resource: made anew, and the old deleted.
	Name string
	// Create runs at creation and, with the earlier output in PULUMI_COMMAND_STDOUT, whenever an input changes.
	Create string
	// Delete runs with the state's environment and the last output in PULUMI_COMMAND_STDOUT.
	Delete string
	// Environment holds the scripts' settings, Secret those that nobody may read in the state.
	Environment map[string]string
	Secret      map[string]credential.Secret
}

// run is the command line that calls a function of the script in the environment.
func run(function string) string { return `eval "$KALYPSO_SCRIPT" && ` + function }

// launch is the command that makes or adopts the cluster, and deletes what it made.
func launch(args Args) Command {
	settings := Environment(args.Cluster, map[string]string{
		"KALYPSO_NAME":               args.Name,
		"KALYPSO_KUBERNETES_VERSION": args.KubernetesVersion,
	})
	if args.Driver == config.Kind {
		settings["KALYPSO_SCRIPT"] = commonScript + kindScript
		settings["KALYPSO_NODE_PORT"] = fmt.Sprint(args.NodePort)
		return Command{Name: args.Context, Create: run("kind_up"), Delete: run("kind_delete"), Environment: settings}
	}
	maps.Copy(settings, map[string]string{
		"KALYPSO_SCRIPT":  commonScript + colimaScript,
		"KALYPSO_CPU":     fmt.Sprint(args.CPU),
		"KALYPSO_MEMORY":  fmt.Sprint(args.Memory),
		"KALYPSO_DISK":    fmt.Sprint(args.Disk),
		"KALYPSO_VM_TYPE": args.VMType,
	})
	return Command{Name: args.Context, Create: run("colima_up"), Delete: run("colima_delete"), Environment: settings}
}

// Environment adds to settings where the kubeconfig is, if the configuration says so.
func Environment(cluster config.Cluster, settings map[string]string) map[string]string {
	if cluster.Kubeconfig != "" {
		settings["KUBECONFIG"] = cluster.Kubeconfig
	}
	return settings
}

// Register makes the Command resource. It has no triggers: they replace. Where a person asks for a replacement the old one
// is deleted first; the other way round it would delete last what has just been made under the same name.
func (c Command) Register(ctx *pulumi.Context, opts ...pulumi.ResourceOption) (*local.Command, error) {
	opts = append(slices.Clip(opts), pulumi.DeleteBeforeReplace(true))
	environment := pulumi.ToStringMap(c.Environment)
	for name, secret := range c.Secret {
		environment[name] = pulumi.ToSecret(pulumi.String(secret.Reveal())).(pulumi.StringOutput)
	}
	made, err := local.NewCommand(ctx, c.Name, &local.CommandArgs{
		Create:      pulumi.String(c.Create),
		Delete:      pulumi.String(c.Delete),
		Environment: environment,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("registering command %s: %w", c.Name, err)
	}
	return made, nil
}
