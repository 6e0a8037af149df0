package traffic

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// gateway is the path of its Service behind the API server.
const gateway = "/api/v1/namespaces/telemetry/services/kalypso-collector:4318/proxy"

// ThroughProxy posts to the gateway's Service through the API server of a cluster: the sender needs no image there, and is away
// from nothing that is stopped.
func ThroughProxy(kubeconfig, kubeContext string) (Post, error) {
	files := clientcmd.NewDefaultClientConfigLoadingRules()
	files.ExplicitPath = kubeconfig
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(files, &clientcmd.ConfigOverrides{CurrentContext: kubeContext})
	config, err := loader.ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("reading context %s: %w", kubeContext, err)
	}
	config.Timeout = 30 * time.Second
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", config.Host, err)
	}
	server, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", config.Host, err)
	}
	return To(client, server.String()+gateway), nil
}

// To posts to an address.
func To(client *http.Client, address string) Post {
	return func(ctx context.Context, path string, body []byte) (int, string, []byte) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+path, bytes.NewReader(body))
		if err != nil {
			return 0, "", []byte(err.Error())
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			return 0, "", []byte(err.Error())
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			return 0, "", []byte(err.Error()) // the code alone is no acknowledgement
		}
		return response.StatusCode, response.Header.Get("Retry-After"), answer
	}
}
