// Command kwok simulates the kubelets of all nodes, with kwok's own controllers and its built-in stages: node ready, lease
// renewed, pod ready, completed, deleted. kwok's own command brings a server for logs, exec and metrics as well, which
// nothing here asks and which is half of its compile.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	nodefast "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	nodeheartbeat "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat"
	podfast "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/client/clientset/versioned"
	"sigs.k8s.io/kwok/pkg/config"
	"sigs.k8s.io/kwok/pkg/kwok/controllers"
	"sigs.k8s.io/kwok/pkg/utils/client"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file of the cluster")
	nodeIP := flag.String("node-ip", "", "address of every node")
	cidr := flag.String("cidr", "", "addresses of pods")
	lease := flag.Uint("node-lease-duration-seconds", 0, "how long a node's lease lasts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *kubeconfig, *nodeIP, *cidr, *lease); err != nil {
		fmt.Fprintln(os.Stderr, "simulating nodes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig, nodeIP, cidr string, lease uint) error {
	config, err := newConfig(ctx, kubeconfig)
	if err != nil {
		return err
	}
	config.NodeIP, config.CIDR, config.NodeLeaseDurationSeconds = nodeIP, cidr, lease
	controller, err := controllers.NewController(config)
	if err != nil {
		return fmt.Errorf("making the controller: %w", err)
	}
	if err := controller.Start(ctx); err != nil {
		return fmt.Errorf("starting the controller: %w", err)
	}
	<-ctx.Done()
	return nil
}

// newConfig returns the defaults of kwok's own command, for all nodes.
func newConfig(ctx context.Context, kubeconfig string) (controllers.Config, error) {
	defaults := config.GetKwokConfiguration(ctx).Options
	id, err := controllers.Identity()
	if err != nil {
		return controllers.Config{}, fmt.Errorf("making an identity: %w", err)
	}
	stages, err := builtInStages()
	if err != nil {
		return controllers.Config{}, fmt.Errorf("reading the built-in stages: %w", err)
	}
	settings := controllers.Config{
		Clock: clock.RealClock{}, ID: id, ManageAllNodes: true, LocalStages: stages,
		PodPlayStageParallelism: defaults.PodPlayStageParallelism, NodePlayStageParallelism: defaults.NodePlayStageParallelism,
		NodeLeaseParallelism: defaults.NodeLeaseParallelism, PodsOnNodeSyncParallelism: defaults.PodsOnNodeSyncParallelism,
		EnablePodsOnNodeSyncListPager:   defaults.EnablePodsOnNodeSyncListPager,
		EnablePodsOnNodeSyncStreamWatch: defaults.EnablePodsOnNodeSyncStreamWatch,
	}
	return settings, connect(kubeconfig, &settings)
}

// connect makes the clients. The API server's own limits hold: a client's would be what is measured.
func connect(kubeconfig string, settings *controllers.Config) error {
	clients, err := client.NewClientset("", kubeconfig)
	if err != nil {
		return fmt.Errorf("reading %s: %w", kubeconfig, err)
	}
	access, err := clients.ToRESTConfig()
	if err != nil {
		return fmt.Errorf("reading %s: %w", kubeconfig, err)
	}
	for _, connect := range []func() error{
		func() (err error) { settings.DynamicClient, err = clients.ToDynamicClient(); return err },
		func() (err error) { settings.RESTMapper, err = clients.ToRESTMapper(); return err },
		func() (err error) { settings.RESTClient, err = rest.RESTClientFor(access); return err },
		func() (err error) { settings.TypedClient, err = kubernetes.NewForConfig(access); return err },
		func() (err error) { settings.TypedKwokClient, err = versioned.NewForConfig(access); return err },
	} {
		if err := connect(); err != nil {
			return fmt.Errorf("making a client: %w", err)
		}
	}
	settings.ImpersonatingDynamicClient = clients.ToImpersonatingDynamicClient()
	return nil
}

// builtInStages returns kwok's own by the kind that they are for.
func builtInStages() (map[internalversion.StageResourceRef][]*internalversion.Stage, error) {
	found := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, text := range []string{
		nodefast.DefaultNodeInit, nodeheartbeat.DefaultNodeHeartbeat,
		podfast.DefaultPodReady, podfast.DefaultPodComplete, podfast.DefaultPodDelete,
	} {
		stage, err := config.UnmarshalWithType[*internalversion.Stage](text)
		if err != nil {
			return nil, err
		}
		found[stage.Spec.ResourceRef] = append(found[stage.Spec.ResourceRef], stage)
	}
	return found, nil
}
