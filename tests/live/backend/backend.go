// Package backend speaks to the four stores behind the platform, Mimir, Loki, Tempo and Pyroscope, through the API server's
// proxy: it asks whether they are ready, writes to them, reads back, and makes them move what they hold to the bucket.
package backend

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Store is the S3 endpoint that all backends use.
const Store = "http://kalypso-minio.minio.svc.cluster.local:9000"

// requestTimeout bounds one request. A flush that waits for its upload is the slowest.
const requestTimeout = 30 * time.Second

// Backend is one of the four: where it is, what is its own in the object store, and how to speak to it.
type Backend struct {
	// Name is the component's and the Helm release's.
	Name, Namespace string
	// Bucket is its own; no other backend reaches it.
	Bucket string
	// Ingester is the pod that holds what is not in the bucket yet.
	Ingester string

	port    int    // of every pod's own HTTP server
	address string // the public one, a Service and its port
	rings   []ring
	signal  signal
	flush   flush
}

// All are the four backends.
func All() []Backend {
	return []Backend{newMimir(), newLoki(), newTempo(), newPyroscope()}
}

// signal is what a backend stores: how a mark is written as one, and how it is found again.
type signal interface {
	write(mark string, at time.Time) message
	// read is the path, with its query, that answers with what was written up to now.
	read(mark string, now time.Time) string
	// verify is nil if the answer holds what write wrote, and nothing else.
	verify(mark string, answer []byte) error
}

// message is a POST to a backend.
type message struct{ path, contentType, body string }

// asJSON is the type of most bodies.
const asJSON = "application/json"

// service is the path of a backend's Service, name and port, behind the API server.
func (b Backend) service(address, path string) string {
	return fmt.Sprintf("/api/v1/namespaces/%s/services/%s/proxy%s", b.Namespace, address, path)
}

// pod is the path of one pod's own HTTP server behind the API server.
func (b Backend) pod(name, path string) string {
	return fmt.Sprintf("/api/v1/namespaces/%s/pods/%s:%d/proxy%s", b.Namespace, name, b.port, path)
}

func get(ctx context.Context, client *kube.Client, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	return client.Send(ctx, http.MethodGet, path, "", nil)
}

func post(ctx context.Context, client *kube.Client, path string, m message) error {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	_, err := client.Send(ctx, http.MethodPost, path, m.contentType, []byte(m.body))
	return err
}
