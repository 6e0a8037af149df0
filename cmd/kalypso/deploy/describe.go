package main

import (
	"context"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
	"github.com/kalypsoServing/kalypso/tests/lab/promise"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
)

// describe says what stands, what it is not, and what to do with it.
func (s *session) describe(ctx context.Context, cluster *controlplane.Cluster, result pulumi.Result) error {
	s.say("  %s in %.1f s", result.Counts(), result.Took.Seconds())
	pods, err := promise.Pods(ctx, cluster.Client)
	if err != nil {
		return err
	}
	s.say("\nKalypso is up: %d pods on %d simulated nodes. Pulumi, Helm and the Kubernetes API are real; the pods are not:\n"+
		"no container runs there, so nothing answers on their ports. `make up` on a real cluster runs them.", len(pods), controlplane.Nodes)
	s.say("\n  look at it   export KUBECONFIG=%s\n               kubectl get pods -A", cluster.Kubeconfig)
	s.say("  again        make up        (changes only what has changed)\n  end it       make down")
	return nil
}

// status says what runs.
func (s *session) status(ctx context.Context) error {
	ids, err := controlplane.Processes(s.clusterDir())
	if err != nil {
		return err
	}
	for _, id := range ids {
		state := "running"
		if !id.Alive() {
			state = "gone; its last words:\n" + process.Tail(s.path("embedded", "cluster", id.Name+".log"), 5)
		}
		s.say("%-24s pid %-8d %s", id.Name, id.PID, state)
	}
	running, err := controlplane.Running(s.clusterDir())
	if err != nil || !running {
		return err
	}
	cluster, err := controlplane.Open(s.clusterDir())
	if err != nil {
		return err
	}
	pods, err := promise.Pods(ctx, cluster.Client)
	if err != nil {
		return err
	}
	s.say("%d simulated pods; export KUBECONFIG=%s", len(pods), cluster.Kubeconfig)
	return nil
}
