// Package flows tries NetworkPolicies from inside of the pods of a node of this machine: the flows that the platform promises connect, and
// those that it forbids do not, but do as soon as its policies are opened.
package flows

// Flow is one connection that somebody may want to make.
type Flow struct {
	// From is a pod, as namespace and the beginning of its name, or App or Node.
	From string
	// To is a Service, as namespace and name, or Outside.
	To string
	// Port is the Service's.
	Port int
}

const (
	// App is a pod of a user's, in a namespace of its own without a policy.
	App = "an app"
	// Node is the node itself: kubelet's probes, and the API server with its webhooks.
	Node = "the node"
	// Outside is an address that is no pod's and no Service's: here the node's.
	Outside = "outside"
	// outsidePort is none that anybody has to call.
	outsidePort = 8443
)

const (
	store, collector, agent = "minio/kalypso-minio", "telemetry/kalypso-collector", "telemetry/kalypso-agent-collector"
	mimirGateway, ingester  = "mimir/mimir-gateway", "mimir/mimir-ingester"
	tempoGateway, spans     = "tempo/tempo-gateway", "tempo/tempo-distributor"
	lokiGateway, lines      = "loki/loki-gateway", "loki/loki"
	pyroscope, grafana      = "pyroscope/pyroscope", "grafana/grafana"
	istiod, operator        = "istio-system/istiod", "otel-system/opentelemetry-operator"
	dns, apiServer          = "kube-system/kube-dns", "default/kubernetes"
	// loki is the pod: its gateway's name begins with the same word.
	loki = "loki/loki-0"
)

// Promised are the flows that the platform lives on.
func Promised() []Flow {
	return []Flow{
		// Each backend and its bucket.
		{ingester, store, 9000}, {"mimir/mimir-store-gateway", store, 9000}, {"mimir/mimir-compactor", store, 9000},
		{"tempo/tempo-ingester", store, 9000}, {"tempo/tempo-compactor", store, 9000}, {loki, store, 9000},
		{pyroscope, store, 9000},
		// The collectors and where they send to.
		{collector, mimirGateway, 80}, {collector, lokiGateway, 80}, {collector, spans, 4317}, {collector, pyroscope, 4040},
		{agent, collector, 4317},
		// Grafana and its sources.
		{grafana, mimirGateway, 80}, {grafana, lokiGateway, 80}, {grafana, tempoGateway, 3100}, {grafana, pyroscope, 4040},
		// What the backends make of what they have.
		{"tempo/tempo-metrics-generator", mimirGateway, 80}, {loki, mimirGateway, 80},
		// Within a backend.
		{mimirGateway, "mimir/mimir-distributor", 8080}, {"mimir/mimir-distributor", ingester, 9095},
		{lokiGateway, lines, 3100}, {tempoGateway, "tempo/tempo-query-frontend", 3200},
		{spans, "tempo/tempo-ingester", 9095},
		// Scrapes.
		{agent, store, 9000}, {agent, ingester, 8080}, {agent, lines, 3100}, {agent, spans, 3200},
		{agent, pyroscope, 4040}, {agent, grafana, 80}, {agent, istiod, 15014},
		// Who asks the API server.
		{agent, apiServer, 443}, {collector, apiServer, 443}, {grafana, apiServer, 443}, {operator, apiServer, 443},
		{istiod, apiServer, 443},
		// Applications, and names for everybody.
		{App, collector, 4317}, {App, collector, 4318}, {App, dns, 53},
		{"mimir/mimir-distributor", dns, 53}, {loki, dns, 53}, {spans, dns, 53}, {store, dns, 53},
		{pyroscope, dns, 53}, {collector, dns, 53}, {grafana, dns, 53}, {operator, dns, 53},
		// Probes and webhooks.
		{Node, store, 9000}, {Node, lines, 3100}, {Node, ingester, 8080}, {Node, grafana, 80},
		{Node, "otel-system/opentelemetry-operator-webhook", 443}, {Node, istiod, 443},
	}
}

// Forbidden are flows that would read, change or delete what is another's, or carry it away.
func Forbidden() []Flow {
	return []Flow{
		// An application past the collector.
		{App, store, 9000}, {App, "minio/kalypso-minio-console", 9001}, {App, mimirGateway, 80}, {App, "mimir/mimir-distributor", 8080},
		{App, ingester, 8080}, {App, lokiGateway, 80}, {App, lines, 3100}, {App, tempoGateway, 3100},
		{App, spans, 4317}, {App, pyroscope, 4040}, {App, grafana, 80}, {App, istiod, 15014},
		// Past a gateway, or into the store, of those who have business elsewhere.
		{grafana, store, 9000}, {grafana, ingester, 9095}, {grafana, lines, 3100}, {grafana, "tempo/tempo-query-frontend", 3200},
		{collector, ingester, 9095}, {collector, "tempo/tempo-ingester", 9095}, {collector, "minio/kalypso-minio-console", 9001},
		// One backend and another.
		{loki, ingester, 9095}, {"tempo/tempo-querier", lines, 3100}, {pyroscope, mimirGateway, 80},
		{"mimir/mimir-querier", "tempo/tempo-query-frontend", 3200},
		// The store calls nobody.
		{store, lokiGateway, 80}, {store, mimirGateway, 80}, {store, collector, 4317},
		// Nothing that was collected is carried away, and who has no use for the API server does not ask it.
		{ingester, Outside, outsidePort}, {loki, Outside, outsidePort}, {"tempo/tempo-ingester", Outside, outsidePort},
		{pyroscope, Outside, outsidePort}, {store, Outside, outsidePort}, {grafana, Outside, outsidePort},
		{ingester, apiServer, 443}, {"tempo/tempo-ingester", apiServer, 443}, {store, apiServer, 443},
	}
}
