package controlplane

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// StartTimeout bounds each wait of a start. On two busy cores the API server needs 4 s.
const StartTimeout = 90 * time.Second

// Cluster is a running control plane.
type Cluster struct {
	// Dir holds its certificates, logs, data and list of processes.
	Dir string
	// Kubeconfig gives administrator's access in the context kube.Context.
	Kubeconfig string
	Client     *kube.Client
}

type starter func(Binaries, files, ports, Site) process.Spec

// starters is the order of a start; the API server answers before the ones after it begin.
func (s Site) starters() []starter {
	all := []starter{etcd, apiServer, controllerManager, scheduler}
	if s.simulated() {
		all = append(all, kwok)
	}
	return all
}

// Start brings a control plane up with its state in dir and returns when its simulated nodes are Ready; real ones join
// later. If it cannot, everything it started is ended again; the logs stay in dir.
func (s Site) Start(ctx context.Context, dir string, b Binaries) (*Cluster, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the state directory of the control plane: %w", err)
	}
	f := files{dir}
	cluster, started, err := s.start(ctx, f, b)
	if err != nil {
		return nil, errors.Join(err, process.Stop(started, 5*time.Second))
	}
	return cluster, nil
}

func (s Site) start(ctx context.Context, f files, b Binaries) (*Cluster, []process.Identity, error) {
	p, err := freePorts()
	if err != nil {
		return nil, nil, err
	}
	if err := s.prepare(f, p); err != nil {
		return nil, nil, err
	}
	client, err := kube.Load(Kubeconfig(f.dir))
	if err != nil {
		return nil, nil, err
	}
	var running []*process.Process
	var ids []process.Identity
	for i, starter := range s.starters() {
		if i == 2 { // everything after the API server needs it
			if err := process.Await(ctx, StartTimeout, running, "the API server answers", ready(client)); err != nil {
				return nil, ids, err
			}
		}
		started, err := process.Start(s.enter(starter(b, f, p, s)))
		if err != nil {
			return nil, ids, err
		}
		running, ids = append(running, started), append(ids, started.Identity)
		if err := f.save(state{Processes: ids, Complete: i+1 == len(s.starters())}); err != nil {
			return nil, ids, err
		}
	}
	if s.simulated() {
		if err := setUp(ctx, client); err != nil {
			return nil, ids, err
		}
		if err := process.Await(ctx, StartTimeout, running, "the nodes are Ready", nodesReady(client)); err != nil {
			return nil, ids, err
		}
	}
	return &Cluster{Dir: f.dir, Kubeconfig: Kubeconfig(f.dir), Client: client}, ids, nil
}

func (s Site) enter(spec process.Spec) process.Spec {
	if s.Enter == nil {
		return spec
	}
	return s.Enter(spec)
}

func (s Site) prepare(f files, p ports) error {
	if err := writeCredentials(f, p, s); err != nil {
		return err
	}
	raw, err := json.Marshal(egress(f))
	if err != nil {
		return fmt.Errorf("encoding the egress configuration: %w", err)
	}
	if err := os.WriteFile(f.path("egress.json"), raw, 0o600); err != nil {
		return fmt.Errorf("writing the egress configuration: %w", err)
	}
	return nil
}

// Open connects to a control plane that is already running.
func Open(dir string) (*Cluster, error) {
	client, err := kube.Load(Kubeconfig(dir))
	if err != nil {
		return nil, err
	}
	return &Cluster{Dir: dir, Kubeconfig: Kubeconfig(dir), Client: client}, nil
}
