package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/kalypsoServing/kalypso/config"
)

// answerTimeout bounds the request for the version. A cluster that takes longer is not one to deploy to, and a preview
// must not hang on it.
const answerTimeout = 2 * time.Second

// Version is a Kubernetes server's version.
type Version struct{ Major, Minor int }

// UnreachableError says that the kubeconfig is good but nothing answers.
type UnreachableError struct{ Err error }

func (e UnreachableError) Error() string { return e.Err.Error() }
func (e UnreachableError) Unwrap() error { return e.Err }

// AbsentError says that the kubeconfig, or the context in it, is not there.
type AbsentError struct {
	Err error
	// Kubeconfig says whether it is the whole kubeconfig that is not there: this machine knows no cluster at all.
	Kubeconfig bool
}

func (e AbsentError) Error() string { return e.Err.Error() }
func (e AbsentError) Unwrap() error { return e.Err }

// ServerVersion asks the cluster for its version. The error is an UnreachableError where only the answer is missing, and
// an AbsentError where there is no such context; any other means that the kubeconfig is wrong.
func ServerVersion(ctx context.Context, cluster config.Cluster) (Version, error) {
	client, err := connect(cluster)
	if err != nil {
		return Version{}, fmt.Errorf("kalypso:cluster: reading kubeconfig %q, context %q: %w", cluster.Kubeconfig, cluster.Context, err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	body, err := client.Get().AbsPath("/version").Do(ctx).Raw()
	if err != nil {
		return Version{}, UnreachableError{fmt.Errorf("asking the cluster of context %q for its version: %w", cluster.Context, err)}
	}
	var answer struct{ Major, Minor string }
	if err := json.Unmarshal(body, &answer); err != nil {
		return Version{}, UnreachableError{fmt.Errorf("reading the version of the cluster of context %q: %w", cluster.Context, err)}
	}
	var version Version
	// Some providers write the minor version as "29+".
	_, majorErr := fmt.Sscanf(answer.Major, "%d", &version.Major)
	_, minorErr := fmt.Sscanf(answer.Minor, "%d", &version.Minor)
	if majorErr != nil || minorErr != nil {
		return Version{}, UnreachableError{fmt.Errorf("the cluster of context %q says its version is %q.%q", cluster.Context, answer.Major,
			answer.Minor)}
	}
	return version, nil
}

// TooOld says whether the platform's charts refuse a server of this version.
func (v Version) TooOld() bool { return v.Major < 1 || v.Major == 1 && v.Minor < config.OldestMinor }

func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

func connect(cluster config.Cluster) (*rest.RESTClient, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = cluster.Kubeconfig
	known, err := rules.Load()
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(known.Contexts) == 0:
		if inside, insideErr := rest.InClusterConfig(); insideErr == nil && cluster.Kubeconfig == "" {
			return raw(inside) // Pulumi runs in a pod of the cluster
		}
		return nil, AbsentError{Err: cmp.Or(err, errors.New("there is no kubeconfig")), Kubeconfig: true}
	case err != nil:
		return nil, err
	}
	name := cmp.Or(cluster.Context, known.CurrentContext)
	if _, found := known.Contexts[name]; !found {
		return nil, AbsentError{Err: fmt.Errorf("context %q does not exist; there %s", name, contexts(known.Contexts))}
	}
	settings, err := clientcmd.NewNonInteractiveClientConfig(*known, name, &clientcmd.ConfigOverrides{}, rules).ClientConfig()
	if err != nil {
		return nil, err
	}
	return raw(settings)
}

// raw makes a client that asks for paths and takes what comes, without the types of any API group.
func raw(settings *rest.Config) (*rest.RESTClient, error) {
	settings.GroupVersion = &schema.GroupVersion{}
	settings.NegotiatedSerializer = serializer.NewCodecFactory(runtime.NewScheme())
	return rest.UnversionedRESTClientFor(settings)
}

// contexts says which contexts a kubeconfig holds.
func contexts(known map[string]*api.Context) string {
	if len(known) == 1 {
		return "is " + slices.Collect(maps.Keys(known))[0]
	}
	return "are " + strings.Join(slices.Sorted(maps.Keys(known)), ", ")
}
