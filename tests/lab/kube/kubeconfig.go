package kube

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// Context is the name of the context, cluster and user in a kubeconfig written here.
const Context = "kalypso-embedded"

// Access is what it takes to be somebody at an API server.
type Access struct {
	Server               string
	Authority, Cert, Key []byte
}

// kubeconfig is the part of the format that we write. It is written as JSON, which every reader of YAML accepts.
type kubeconfig struct {
	APIVersion     string         `json:"apiVersion"`
	Kind           string         `json:"kind"`
	CurrentContext string         `json:"current-context"`
	Clusters       []namedCluster `json:"clusters"`
	Users          []namedUser    `json:"users"`
	Contexts       []namedContext `json:"contexts"`
}

type namedCluster struct {
	Name    string `json:"name"`
	Cluster struct {
		Server    string `json:"server"`
		Authority []byte `json:"certificate-authority-data"`
	} `json:"cluster"`
}

type namedUser struct {
	Name string `json:"name"`
	User struct {
		Cert []byte `json:"client-certificate-data"`
		Key  []byte `json:"client-key-data"`
	} `json:"user"`
}

type namedContext struct {
	Name    string `json:"name"`
	Context struct {
		Cluster string `json:"cluster"`
		User    string `json:"user"`
	} `json:"context"`
}

// WriteConfig writes a kubeconfig that only its owner can read.
func WriteConfig(file string, access Access) error {
	cluster, user, context := namedCluster{Name: Context}, namedUser{Name: Context}, namedContext{Name: Context}
	cluster.Cluster.Server, cluster.Cluster.Authority = access.Server, access.Authority
	user.User.Cert, user.User.Key = access.Cert, access.Key
	context.Context.Cluster, context.Context.User = Context, Context
	raw, err := json.MarshalIndent(kubeconfig{
		APIVersion: "v1", Kind: "Config", CurrentContext: Context,
		Clusters: []namedCluster{cluster}, Users: []namedUser{user}, Contexts: []namedContext{context},
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("encoding kubeconfig %s: %w", file, err)
	}
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return fmt.Errorf("writing kubeconfig %s: %w", file, err)
	}
	return nil
}

// Load makes a client from a kubeconfig that WriteConfig wrote.
func Load(file string) (*Client, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading kubeconfig %s: %w", file, err)
	}
	var config kubeconfig
	if err := json.Unmarshal(raw, &config); err != nil {
		return nil, fmt.Errorf("decoding kubeconfig %s, which is not one of ours: %w", file, err)
	}
	if len(config.Clusters) != 1 || len(config.Users) != 1 {
		return nil, errors.New("reading kubeconfig " + file + ": want one cluster and one user")
	}
	cluster, user := config.Clusters[0].Cluster, config.Users[0].User
	return NewClient(cluster.Server, cluster.Authority, user.Cert, user.Key)
}
