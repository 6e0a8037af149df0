package reach

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/transport/spdy"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Forward reaches services by port-forward, one for each, opened when it is first asked for.
type Forward struct {
	config  *rest.Config
	client  *kube.Client
	stop    chan struct{}
	lock    sync.Mutex
	tunnels map[Service]*tunnel
}

// tunnel is a port of this machine that leads to a pod; "" while there is none.
type tunnel struct {
	lock  sync.Mutex
	local string
}

// NewForward connects to a cluster.
func NewForward(config *rest.Config) (*Forward, error) {
	client, err := kube.New(config)
	if err != nil {
		return nil, err
	}
	return &Forward{config: config, client: client, stop: make(chan struct{}), tunnels: map[Service]*tunnel{}}, nil
}

// Close ends all port-forwards.
func (f *Forward) Close() { close(f.stop) }

// URL is the address of this machine that leads to base.
func (f *Forward) URL(ctx context.Context, base string) (string, error) {
	service, err := ParseService(base)
	if err != nil {
		return "", err
	}
	t := f.tunnel(service)
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.local == "" {
		if t.local, err = f.connect(ctx, service, t); err != nil {
			return "", err
		}
	}
	address, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("reading address %s: %w", base, err)
	}
	address.Host = t.local
	return address.String(), nil
}

func (f *Forward) tunnel(service Service) *tunnel {
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.tunnels[service] == nil {
		f.tunnels[service] = &tunnel{}
	}
	return f.tunnels[service]
}

// connect opens a tunnel. One that is lost, because its pod ends, is opened anew when the service is asked again.
func (f *Forward) connect(ctx context.Context, service Service, t *tunnel) (string, error) {
	to, err := service.resolve(ctx, f.client)
	if err != nil {
		return "", err
	}
	dialer, err := f.dialer(service.Namespace, to.pod)
	if err != nil {
		return "", fmt.Errorf("forwarding a port to pod %s: %w", to.pod, err)
	}
	ready, ended, complaints := make(chan struct{}), make(chan error, 1), &bytes.Buffer{}
	forwarder, err := portforward.NewOnAddresses(dialer, []string{"127.0.0.1"}, []string{fmt.Sprintf("0:%d", to.port)},
		f.stop, ready, io.Discard, complaints)
	if err != nil {
		return "", fmt.Errorf("forwarding a port to pod %s: %w", to.pod, err)
	}
	go func() {
		ended <- forwarder.ForwardPorts()
		t.lock.Lock()
		defer t.lock.Unlock()
		t.local = ""
	}()
	select {
	case <-ready:
	case err := <-ended:
		return "", fmt.Errorf("forwarding a port to pod %s: %w %s", to.pod, errors.Join(errors.New("it ended"), err), complaints)
	case <-ctx.Done():
		return "", fmt.Errorf("forwarding a port to pod %s: %w", to.pod, ctx.Err())
	}
	ports, err := forwarder.GetPorts()
	if err != nil {
		return "", fmt.Errorf("forwarding a port to pod %s: %w", to.pod, err)
	}
	return fmt.Sprintf("127.0.0.1:%d", ports[0].Local), nil
}

// dialer speaks over a WebSocket, and over SPDY with an API server or a proxy that cannot, as kubectl does.
func (f *Forward) dialer(namespace, pod string) (httpstream.Dialer, error) {
	server, _, err := rest.DefaultServerUrlFor(f.config)
	if err != nil {
		return nil, err
	}
	address := server.JoinPath("api/v1/namespaces", namespace, "pods", pod, "portforward")
	transport, upgrader, err := spdy.RoundTripperFor(f.config)
	if err != nil {
		return nil, err
	}
	old := spdy.NewDialer(upgrader, &http.Client{Transport: transport}, http.MethodPost, address)
	modern, err := portforward.NewSPDYOverWebsocketDialer(address, f.config)
	if err != nil {
		return nil, err
	}
	return portforward.NewFallbackDialer(modern, old, func(err error) bool {
		return httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err)
	}), nil
}
