// Package controlplane runs a real Kubernetes control plane on loopback with simulated nodes: no container runs there.
package controlplane

import (
	"fmt"
	"net"
	"path/filepath"
)

// Binaries says where the programs are.
type Binaries struct {
	Etcd, APIServer, ControllerManager, Scheduler, Kwok string
}

// ports are all on 127.0.0.1.
type ports struct {
	etcd, etcdPeer, api int
}

// loopback is the only address anything here listens on.
const loopback = "127.0.0.1"

// freePorts asks the system for ports nobody uses; all are held until all are known, so that they differ.
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
