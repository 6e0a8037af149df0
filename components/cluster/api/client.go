// Package api talks to a cluster's API by paths and plain JSON, without the types of any API group: a typed client takes minutes to
// compile.
package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/rest"
)

// Client is a connection to one cluster. The zero Client is connected to none; every request of it fails.
type Client struct {
	rest *rest.RESTClient
	// Context is the kube context that the connection was made with; "" inside a pod of the cluster.
	Context string
}

// open makes a client that asks for paths and takes what comes. It asks as fast as it can: what asks here is short.
func open(settings *rest.Config, context string) (Client, error) {
	settings.GroupVersion = &schema.GroupVersion{}
	known := runtime.NewScheme()
	metav1.AddToGroupVersion(known, schema.GroupVersion{Version: "v1"}) // the Status, which a refusal is
	settings.NegotiatedSerializer = serializer.NewCodecFactory(known)
	settings.QPS = -1
	client, err := rest.UnversionedRESTClientFor(settings)
	return Client{client, context}, err
}

// Connected reports whether there is a cluster behind the client.
func (c Client) Connected() bool { return c.rest != nil }

// Get reads what is at a path, with its query if it has one, into a value as encoding/json would.
func (c Client) Get(ctx context.Context, path string, into any) error {
	return c.Send(ctx, http.MethodGet, path, nil, into)
}

// Send sends body as JSON, unless it is nil, and reads the answer into a value, unless that is nil. A refusal is an error of
// k8s.io/apimachinery/pkg/api/errors.
func (c Client) Send(ctx context.Context, verb, path string, body, into any) error {
	request, err := c.request(verb, path)
	if err != nil {
		return err
	}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("encoding a request to %s: %w", path, err)
		}
		request = request.SetHeader("Content-Type", contentType(verb)).Body(text)
	}
	answer, err := do(ctx, request)
	if err != nil || into == nil {
		return err
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("reading the answer to %s: %w", path, err)
	}
	return nil
}

// Text returns what is at a path as it is, like a container's log.
func (c Client) Text(ctx context.Context, path string) (string, error) {
	request, err := c.request(http.MethodGet, path)
	if err != nil {
		return "", err
	}
	text, err := do(ctx, request)
	return string(text), err
}

// do sends a request. The error of a refusal says what the API server says, which Raw's own would not.
func do(ctx context.Context, request *rest.Request) ([]byte, error) {
	result := request.Do(ctx)
	answer, _ := result.Raw()
	return answer, result.Error()
}

func (c Client) request(verb, path string) (*rest.Request, error) {
	if !c.Connected() {
		return nil, fmt.Errorf("asking for %s: there is no connection to a cluster", path)
	}
	return c.rest.Verb(verb).RequestURI(path), nil
}

func contentType(verb string) string {
	if verb == http.MethodPatch {
		return "application/merge-patch+json"
	}
	return "application/json"
}
