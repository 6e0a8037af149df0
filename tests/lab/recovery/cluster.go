package recovery

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// answer is how long the cluster may take to answer.
const answer = 5 * time.Second

// cluster connects to the cluster that the state's Kubernetes provider talks to; nil if the state has none. Where the state leaves
// the kubeconfig to kubectl's choice, that is the choice in pulumi's environment.
func (s *state) cluster(ctx context.Context, env []string) (*kube.Client, error) {
	for _, r := range s.resources() {
		if r.kind() != "pulumi:providers:kubernetes" {
			continue
		}
		client, err := connect(cmp.Or(r.input("kubeconfig"), variable(env, "KUBECONFIG")), r.input("context"))
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, answer)
		defer cancel()
		if _, err := client.Text(ctx, "/version"); err != nil {
			return nil, err
		}
		return client, nil
	}
	return nil, nil
}

// variable is the last value of a variable in an environment, which is the one that counts.
func variable(env []string, name string) string {
	value := ""
	for _, pair := range env {
		if text, found := strings.CutPrefix(pair, name+"="); found {
			value = text
		}
	}
	return value
}

// connect takes a kubeconfig as the provider does: the text itself, or the name of a file, or none for kubectl's own.
func connect(kubeconfig, kubeContext string) (*kube.Client, error) {
	if !strings.Contains(kubeconfig, "\n") && !strings.HasPrefix(kubeconfig, "{") {
		config, err := kube.Config(kubeconfig, kubeContext)
		if err != nil {
			return nil, err
		}
		return kube.New(config)
	}
	files, err := clientcmd.Load([]byte(kubeconfig))
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig in the state: %w", err)
	}
	config, err := clientcmd.NewNonInteractiveClientConfig(*files, kubeContext, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig in the state: %w", err)
	}
	return kube.New(config)
}
