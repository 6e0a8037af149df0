// Package kube is the little of a Kubernetes client that a rehearsal needs: JSON over HTTPS with a client certificate.
package kube

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Client talks to one API server.
type Client struct {
	server string
	http   *http.Client
}

// Object is any Kubernetes object, or a list of them.
type Object = map[string]any

// StatusError is the API server's refusal of a request.
type StatusError struct {
	Method, Path, Message string
	Code                  int
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s %s: %d %s", e.Method, e.Path, e.Code, e.Message)
}

// NotFound reports whether an error means that the object, or its kind, does not exist.
func NotFound(err error) bool { return hasCode(err, http.StatusNotFound) }

// Exists reports whether an error means that the object to create is already there.
func Exists(err error) bool { return hasCode(err, http.StatusConflict) }

func hasCode(err error, code int) bool {
	var status *StatusError
	return errors.As(err, &status) && status.Code == code
}

// NewClient trusts the given authority only and never uses a proxy: an embedded API server is on loopback.
func NewClient(server string, authority, cert, key []byte) (*Client, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("reading the authority of %s: no certificate in it", server)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("reading the client certificate for %s: %w", server, err)
	}
	transport := &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 16,
	}
	return &Client{server: server, http: &http.Client{Transport: transport, Timeout: 20 * time.Second}}, nil
}

// Dial makes a client for any API server. The given HTTP client knows how to be somebody there.
func Dial(server string, with *http.Client) *Client { return &Client{server: server, http: with} }

// Get reads one object or list into out.
func (c *Client) Get(ctx context.Context, path string, out any) error {
	return c.do(ctx, http.MethodGet, path, "", nil, out)
}

// Create posts an object; the answer is dropped.
func (c *Client) Create(ctx context.Context, path string, object any) error {
	return c.do(ctx, http.MethodPost, path, "application/json", object, nil)
}

// Merge patches an object with a JSON merge patch.
func (c *Client) Merge(ctx context.Context, path string, patch any) error {
	return c.do(ctx, http.MethodPatch, path, "application/merge-patch+json", patch, nil)
}

// Delete removes an object; removing what is gone is no error.
func (c *Client) Delete(ctx context.Context, path string) error {
	if err := c.do(ctx, http.MethodDelete, path, "", nil, nil); err != nil && !NotFound(err) {
		return err
	}
	return nil
}

// Text reads a path that answers with plain text, such as /readyz.
func (c *Client) Text(ctx context.Context, path string) (string, error) {
	var text []byte
	err := c.do(ctx, http.MethodGet, path, "", nil, &text)
	return string(text), err
}

func (c *Client) do(ctx context.Context, method, path, contentType string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
		}
	}
	answer, err := c.Send(ctx, method, path, contentType, body)
	if err != nil {
		return err
	}
	return decode(method, path, answer, out)
}

// Send makes one request with any body and returns the answer's; an answer of 400 or more is a *StatusError.
func (c *Client) Send(ctx context.Context, method, path, contentType string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("preparing %s %s: %w", method, path, err)
	}
	// As every client of Kubernetes asks: what also has a page for people, behind a proxy of the API server, answers in JSON.
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
	if response.StatusCode < http.StatusBadRequest {
		return answer, nil
	}
	var status struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(answer, &status) != nil || status.Message == "" {
		status.Message = string(answer)
	}
	return nil, &StatusError{Method: method, Path: path, Message: status.Message, Code: response.StatusCode}
}

func decode(method, path string, answer []byte, out any) error {
	switch target := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*target = answer
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("decoding the answer to %s %s: %w", method, path, err)
	}
	return nil
}
