package kube

import (
	"fmt"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Context is the name of the context, cluster and user in a kubeconfig written here.
const Context = "kalypso-embedded"

// Access is an API server, the authority of its certificate, and a client certificate that it accepts.
type Access struct {
	Server               string
	Authority, Cert, Key []byte
}

// WriteConfig writes a kubeconfig that only its owner can read.
func WriteConfig(file string, access Access) error {
	err := clientcmd.WriteToFile(api.Config{
		CurrentContext: Context,
		Clusters:       map[string]*api.Cluster{Context: {Server: access.Server, CertificateAuthorityData: access.Authority}},
		AuthInfos:      map[string]*api.AuthInfo{Context: {ClientCertificateData: access.Cert, ClientKeyData: access.Key}},
		Contexts:       map[string]*api.Context{Context: {Cluster: Context, AuthInfo: Context}},
	}, file)
	if err != nil {
		return fmt.Errorf("writing kubeconfig %s: %w", file, err)
	}
	return nil
}
