// Package kube is a Kubernetes client for checks that look at a few fields of many kinds, and through the API server's proxy:
// client-go's connection, asked by path, with answers decoded into small structs. Its typed clients would compile every API
// group, and its REST client adds parameters to the address and drops what a proxied program says.
package kube

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/homedir"
)

// Client talks to one API server.
type Client struct {
	server string
	http   *http.Client
}

// Object is any Kubernetes object, or a list of them.
type Object = map[string]any

// requestTimeout bounds one request.
const requestTimeout = time.Minute

// New makes a client from a configuration of client-go.
func New(config *rest.Config) (*Client, error) {
	config = rest.CopyConfig(config)
	config.Timeout = requestTimeout
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", config.Host, err)
	}
	server, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", config.Host, err)
	}
	return &Client{server.String(), client}, nil
}

// Load makes a client for the current context of a kubeconfig.
func Load(kubeconfig string) (*Client, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("reading kubeconfig %s: %w", kubeconfig, err)
	}
	config.Proxy = func(*http.Request) (*url.URL, error) { return nil, nil } // an embedded API server is on loopback
	return New(config)
}

// Config reads a kubeconfig as kubectl does: that file, or several as in KUBECONFIG, else all of KUBECONFIG, else the user's; that context, else the current.
func Config(kubeconfig, kubeContext string) (*rest.Config, error) {
	files := clientcmd.NewDefaultClientConfigLoadingRules()
	if several := filepath.SplitList(kubeconfig); len(several) > 1 {
		files.Precedence = several
	} else {
		files.ExplicitPath = kubeconfig
	}
	if below, inHome := strings.CutPrefix(kubeconfig, "~/"); inHome {
		files.ExplicitPath = filepath.Join(homedir.HomeDir(), below)
	}
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(files, &clientcmd.ConfigOverrides{CurrentContext: kubeContext})
	config, err := loader.ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig, context %q: %w", kubeContext, err)
	}
	return config, nil
}

// Raw is the connection and the address of a path, for answers of proxied programs that matter as they are.
func (c *Client) Raw(path string) (client *http.Client, address string) {
	return c.http, c.server + path
}

// Get reads one object or list into out.
func (c *Client) Get(ctx context.Context, path string, out any) error {
	answer, err := c.Text(ctx, path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(answer), out); err != nil {
		return fmt.Errorf("decoding the answer to GET %s: %w", path, err)
	}
	return nil
}

// Text reads a path that answers with plain text, such as /readyz.
func (c *Client) Text(ctx context.Context, path string) (string, error) {
	answer, err := c.Send(ctx, http.MethodGet, path, "", nil)
	return string(answer), err
}

// Create posts an object; the answer is dropped.
func (c *Client) Create(ctx context.Context, path string, object any) error {
	return c.encode(ctx, http.MethodPost, path, "application/json", object)
}

// Merge patches an object with a JSON merge patch.
func (c *Client) Merge(ctx context.Context, path string, patch any) error {
	return c.encode(ctx, http.MethodPatch, path, string(types.MergePatchType), patch)
}

// Delete removes an object; removing what is gone is no error.
func (c *Client) Delete(ctx context.Context, path string) error {
	if _, err := c.Send(ctx, http.MethodDelete, path, "", nil); !apierrors.IsNotFound(err) {
		return err
	}
	return nil
}

func (c *Client) encode(ctx context.Context, method, path, contentType string, object any) error {
	body, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
	}
	_, err = c.Send(ctx, method, path, contentType, body)
	return err
}

// Send makes one request with any body and returns the answer's; a refusal is an error of apimachinery.
func (c *Client) Send(ctx context.Context, method, path, contentType string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("preparing %s %s: %w", method, path, err)
	}
	// What also has a page for people, behind a proxy of the API server, answers in JSON.
	request.Header.Set("Accept", "application/json, */*")
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking the API server: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the answer to %s %s: %w", method, path, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s %s: %d %w", method, path, response.StatusCode, refusal(response.StatusCode, answer))
	}
	return answer, nil
}

// refusal is the API server's status, or what a program behind its proxy said.
func refusal(code int, answer []byte) error {
	var status metav1.Status
	if json.Unmarshal(answer, &status) != nil || status.Message == "" {
		status = metav1.Status{Message: string(answer)}
	}
	status.Code = int32(code)
	return &apierrors.StatusError{ErrStatus: status}
}

// Eventually tries until it works or the timeout is over, and returns the last error.
func Eventually(ctx context.Context, timeout time.Duration, try func() error) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, timeout, true, func(context.Context) (bool, error) {
		last = try()
		return last == nil, nil
	})
	if err == nil || ctx.Err() != nil {
		return err
	}
	return last
}
