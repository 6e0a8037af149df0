// Package controlplane runs a real Kubernetes control plane: on loopback with simulated nodes, where no container runs, or
// wherever real nodes can reach it.
package controlplane

import (
	"fmt"
	"net"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
)

// Binaries says where the programs are.
type Binaries struct {
	Etcd, APIServer, ControllerManager, Scheduler, Kwok string
}

// Site says where a control plane runs and what its nodes are. The zero value is on loopback, with simulated nodes.
type Site struct {
	// Address is what the API server listens on, and is reached at by nodes and pods; empty, it is on loopback and its
	// nodes are simulated.
	Address string
	// Enter makes a program start somewhere else, in a network namespace for example; nil starts it here.
	Enter func(process.Spec) process.Spec
}

func (s Site) simulated() bool { return s.Address == "" }

// address is where the API server listens.
func (s Site) address() string {
	if s.simulated() {
		return loopback
	}
	return s.Address
}

// ports are free ones on 127.0.0.1.
type ports struct {
	etcd, etcdPeer, api int
}

// loopback is the only address that anything here listens on, but for the API server of real nodes.
const loopback = "127.0.0.1"

// ServiceRange is where Services get their addresses, APIService the first of them, which is that of the API server.
const (
	ServiceRange = "10.96.0.0/16"
	APIService   = "10.96.0.1"
)

// freePorts asks the system for ports that are not in use; all are held until all are known, so that they differ.
func freePorts() (ports, error) {
	var p ports
	var held []net.Listener
	defer func() {
		for _, l := range held {
			_ = l.Close()
		}
	}()
	for _, port := range []*int{&p.etcd, &p.etcdPeer, &p.api} {
		l, err := net.Listen("tcp", loopback+":0")
		if err != nil {
			return ports{}, fmt.Errorf("looking for a free port on %s: %w", loopback, err)
		}
		held = append(held, l)
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}

// files names everything in the state directory.
type files struct{ dir string }

func (f files) path(name string) string { return filepath.Join(f.dir, name) }
func (f files) cert(name string) string { return f.path(name + ".crt") }
func (f files) key(name string) string  { return f.path(name + ".key") }

// Kubeconfig is the administrator's access to the cluster whose state is in dir.
func Kubeconfig(dir string) string { return files{dir}.path("kubeconfig") }
