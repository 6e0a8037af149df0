package controlplane

import (
	"fmt"
	"net"
	"os"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/pki"
)

// Names of the key pairs in the state directory.
const (
	authority       = "ca"
	server          = "apiserver"
	store           = "etcd"
	serviceAccounts = "service-accounts"
	admin           = "admin"
)

// writeCredentials makes the authority, everybody's certificate and the administrator's kubeconfig. The controllers share
// the administrator's access: their own roles are Kubernetes' business, not what is rehearsed here.
func writeCredentials(f files, p ports, site Site) error {
	ca, err := pki.NewAuthority("kalypso-embedded")
	if err != nil {
		return err
	}
	if err := writePair(f, authority, ca.Pair); err != nil {
		return err
	}
	subjects := map[string]pki.Subject{
		server: {
			Name:      "kube-apiserver",
			Hosts:     []string{"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"},
			Addresses: []net.IP{net.ParseIP(APIService), net.ParseIP(site.address())},
		},
		store:           {Name: "etcd"},
		serviceAccounts: {Name: "service-accounts"},
		admin:           {Name: "kalypso-admin", Groups: []string{"system:masters"}},
	}
	for name, subject := range subjects {
		pair, err := ca.Issue(subject)
		if err != nil {
			return err
		}
		if err := writePair(f, name, pair); err != nil {
			return err
		}
		if name == admin {
			access := kube.Access{Server: address(site.address(), p.api), Authority: ca.Cert, Cert: pair.Cert, Key: pair.Key}
			if err := kube.WriteConfig(Kubeconfig(f.dir), access); err != nil {
				return err
			}
		}
	}
	return nil
}

// Authority is the file with the certificate that everybody's here is signed with.
func Authority(dir string) string { return files{dir}.cert(authority) }

func writePair(f files, name string, pair pki.Pair) error {
	for file, content := range map[string][]byte{f.cert(name): pair.Cert, f.key(name): pair.Key} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return fmt.Errorf("writing the certificates of %s: %w", name, err)
		}
	}
	return nil
}

func address(host string, port int) string { return fmt.Sprintf("https://%s:%d", host, port) }
