package kit

import "fmt"

// Service is an address inside the cluster: a Service by name, namespace and port. It is made by the component that
// owns the Service from the same pin as its Release, so it is known at preview and carries no edge: what must really
// wait for another component says so in the table of edges, and nothing waits by accident.
type Service struct {
	Name, Namespace string
	// Domain is the cluster's own (kalypso:cluster.domain).
	Domain string
	Port   int
}

// Host is the Service's full DNS name.
func (s Service) Host() string { return s.Name + "." + s.Namespace + ".svc." + s.Domain }

// HostPort is "host:port", for clients that take no scheme.
func (s Service) HostPort() string { return fmt.Sprintf("%s:%d", s.Host(), s.Port) }

// URL is "http://host:port" followed by path, which is empty or starts with a slash.
func (s Service) URL(path string) string { return "http://" + s.HostPort() + path }

// One type per protocol, so that Loki's address cannot be given where Mimir's is wanted. The empty value means that
// the component which offers it is switched off.
type (
	// PromQuery is the base URL of a Prometheus query API, without /api/v1.
	PromQuery string
	// PromRemoteWrite is the full URL of a Prometheus remote-write receiver.
	PromRemoteWrite string
	// Alertmanager is the base URL of an Alertmanager, without /api/v2.
	Alertmanager string
	// OTLPGRPC is the host:port of an OTLP receiver over gRPC, without TLS.
	OTLPGRPC string
	// OTLPHTTP is the base URL of an OTLP receiver over HTTP; clients add /v1/<signal>.
	OTLPHTTP string
	// TempoQuery is the base URL of Tempo's API.
	TempoQuery string
	// LokiQuery is the base URL of Loki's API.
	LokiQuery string
	// PyroscopeQuery is the base URL of Pyroscope's API.
	PyroscopeQuery string
)
