package api

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/kalypsoServing/kalypso/config"
)

// AbsentError says that the kubeconfig, or the context in it, is not there.
type AbsentError struct {
	Err error
	// Kubeconfig says whether it is the whole kubeconfig that is not there: this machine knows no cluster at all.
	Kubeconfig bool
}

func (e AbsentError) Error() string { return e.Err.Error() }
func (e AbsentError) Unwrap() error { return e.Err }

// Connect opens the cluster of the configuration: its context, else the kubeconfig's current one, else, in a pod, the cluster around
// it. Nothing is asked yet. The error is an AbsentError where there is no such context; any other means that the kubeconfig is wrong.
func Connect(cluster config.Cluster) (Client, error) {
	client, err := connect(cluster)
	if err != nil {
		return Client{}, fmt.Errorf("kalypso:cluster: reading kubeconfig %q, context %q: %w", cluster.Kubeconfig, cluster.Context, err)
	}
	return client, nil
}

func connect(cluster config.Cluster) (Client, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules() // several files in $KUBECONFIG are merged, as kubectl does
	rules.ExplicitPath = expand(cluster.Kubeconfig)
	known, err := rules.Load()
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(known.Contexts) == 0:
		if inside, insideErr := rest.InClusterConfig(); insideErr == nil && cluster.Kubeconfig == "" {
			return open(inside, "") // Pulumi runs in a pod of the cluster
		}
		return Client{}, AbsentError{Err: cmp.Or(err, errors.New("there is no kubeconfig")), Kubeconfig: true}
	case err != nil:
		return Client{}, err
	}
	name := cmp.Or(cluster.Context, known.CurrentContext)
	if _, found := known.Contexts[name]; !found {
		return Client{}, AbsentError{Err: fmt.Errorf("context %q does not exist; there %s", name, contexts(known.Contexts))}
	}
	settings, err := clientcmd.NewNonInteractiveClientConfig(*known, name, &clientcmd.ConfigOverrides{}, rules).ClientConfig()
	if err != nil {
		return Client{}, err
	}
	return open(settings, name)
}

// expand replaces a leading ~/ by the home directory, as the Kubernetes provider does with the same path.
func expand(path string) string {
	rest, found := strings.CutPrefix(path, "~/")
	home, err := os.UserHomeDir()
	if !found || err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

// contexts says which contexts a kubeconfig holds.
func contexts(known map[string]*api.Context) string {
	if len(known) == 1 {
		return "is " + slices.Collect(maps.Keys(known))[0]
	}
	return "are " + strings.Join(slices.Sorted(maps.Keys(known)), ", ")
}
