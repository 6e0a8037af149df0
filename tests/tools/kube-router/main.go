// Command kube-router enforces the NetworkPolicies of one node with the rules of its kernel. It is the firewall of kube-router
// alone, linked in as K3s does it, without its router, its proxy, and what those would compile.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"

	"github.com/cloudnativelabs/kube-router/v2/pkg/controllers/netpol"
	"github.com/cloudnativelabs/kube-router/v2/pkg/healthcheck"
	"github.com/cloudnativelabs/kube-router/v2/pkg/options"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	config := options.NewKubeRouterConfig()
	config.EnableIPv4 = true
	flag.StringVar(&config.Kubeconfig, "kubeconfig", "", "how to reach the API server")
	flag.StringVar(&config.HostnameOverride, "hostname-override", "", "the node's name")
	flag.StringVar(&config.ClusterIPCIDRs[0], "service-cluster-ip-range", config.ClusterIPCIDRs[0], "the addresses of Services")
	flag.Parse()
	if err := enforce(context.Background(), config); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// enforce returns only if it cannot begin.
func enforce(ctx context.Context, config *options.KubeRouterConfig) error {
	connection, err := clientcmd.BuildConfigFromFlags("", config.Kubeconfig)
	if err != nil {
		return fmt.Errorf("reading kubeconfig %s: %w", config.Kubeconfig, err)
	}
	client, err := kubernetes.NewForConfig(connection)
	if err != nil {
		return fmt.Errorf("connecting to the API server: %w", err)
	}
	rules, sets, err := netpol.NewIPTablesHandlers(config)
	if err != nil {
		return fmt.Errorf("looking for iptables and ipset: %w", err)
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	pods, policies := factory.Core().V1().Pods().Informer(), factory.Networking().V1().NetworkPolicies().Informer()
	namespaces := factory.Core().V1().Namespaces().Informer()
	controller, err := netpol.NewNetworkPolicyController(client, config, pods, policies, namespaces, &sync.Mutex{}, rules, sets)
	if err != nil {
		return fmt.Errorf("beginning with node %s: %w", config.HostnameOverride, err)
	}
	// Lists first: rules made of half of them would refuse what is allowed.
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	for informer, handler := range map[cache.SharedIndexInformer]cache.ResourceEventHandler{
		pods: controller.PodEventHandler, policies: controller.NetworkPolicyEventHandler, namespaces: controller.NamespaceEventHandler,
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return fmt.Errorf("watching the cluster: %w", err)
		}
	}
	beats := make(chan *healthcheck.ControllerHeartbeat)
	go func() {
		for range beats { // it waits for somebody to take each
		}
	}()
	var running sync.WaitGroup
	running.Add(1)
	controller.Run(beats, ctx.Done(), &running)
	return nil
}
