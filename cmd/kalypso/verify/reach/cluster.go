package reach

import (
	"context"
	"fmt"

	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Access says which cluster is meant. What is "" is as kubectl has it.
type Access struct{ Kubeconfig, Context string }

// Config is the connection.
func (a Access) Config() (*rest.Config, error) { return kube.Config(a.Kubeconfig, a.Context) }

// Nodes are the names of the cluster's nodes.
func (f *Forward) Nodes(ctx context.Context) ([]string, error) {
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	if err := f.client.Get(ctx, "/api/v1/nodes", &list); err != nil {
		return nil, fmt.Errorf("listing the nodes: %w", err)
	}
	var names []string
	for _, node := range list.Items {
		names = append(names, node.Metadata.Name)
	}
	return names, nil
}

// Login reads the administrator's credentials from Grafana's Secret.
func (f *Forward) Login(ctx context.Context, grafana proof.Grafana) (user, password string, err error) {
	var secret struct{ Data map[string][]byte }
	path := fmt.Sprintf("/api/v1/namespaces/%s/secrets/%s", grafana.Namespace, grafana.Secret)
	if err := f.client.Get(ctx, path, &secret); err != nil {
		return "", "", fmt.Errorf("reading Grafana's credentials: %w", err)
	}
	for _, entry := range []string{grafana.UserEntry, grafana.PasswordEntry} {
		if len(secret.Data[entry]) == 0 {
			return "", "", fmt.Errorf("reading Grafana's credentials: Secret %s has no entry %q", grafana.Secret, entry)
		}
	}
	return string(secret.Data[grafana.UserEntry]), string(secret.Data[grafana.PasswordEntry]), nil
}

// Client is the client that the way to the cluster uses.
func (f *Forward) Client() *kube.Client { return f.client }
