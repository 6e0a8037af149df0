// Package proof is what `kalypso verify` has to know about a deployed platform: where each store answers, what has to
// arrive there, and the ways that lead from one signal to another. It stands in the cluster, in a ConfigMap.
package proof

// Label is the label of that ConfigMap, and Entry its key.
const (
	Label = "kalypso.io/proof"
	Entry = "proof.json"
)

// Environment is the environment variable that hands a Platform to the program in a Job, as JSON.
const Environment = "KALYPSO_EXPECT"

// Platform is what is to be proven. An address that is "" belongs to a component that is off, and is not asked.
type Platform struct {
	// Cluster is the name that every signal carries as k8s.cluster.name.
	Cluster string `json:"cluster"`
	// Gateway is the base URL of the gateway's OTLP receiver over HTTP, without /v1/<signal>.
	Gateway string `json:"gateway,omitempty"`
	// Metrics is the base URL of Mimir's Prometheus API, without /api/v1.
	Metrics string `json:"metrics,omitempty"`
	// Traces is the base URL of Tempo's API.
	Traces string `json:"traces,omitempty"`
	// Logs is the base URL of Loki's API.
	Logs string `json:"logs,omitempty"`
	// Profiles is the base URL of Pyroscope's API, which takes OTLP profiles too.
	Profiles string `json:"profiles,omitempty"`
	// Alerts is the base URL of the Alertmanager, without /api/v2.
	Alerts string `json:"alerts,omitempty"`
	// Contacts are the names of who is told of alerts.
	Contacts []string `json:"contacts,omitempty"`
	// Grafana is where its datasources are read through as well.
	Grafana *Grafana `json:"grafana,omitempty"`
	// Jobs are the scrape jobs that must be there, as the store's label `job` names them, like mimir/ingester.
	Jobs []string `json:"jobs,omitempty"`
	// Fresh are the signals that must be no older than their age.
	Fresh []Freshness `json:"fresh,omitempty"`
	// Links are the ways between signals, as Grafana's datasources have them.
	Links []Link `json:"links,omitempty"`
}

// Grafana is how its API is reached.
type Grafana struct {
	// URL is the base URL of its HTTP API.
	URL string `json:"url"`
	// Namespace, Secret, UserEntry and PasswordEntry name the administrator's credentials.
	Namespace     string `json:"namespace"`
	Secret        string `json:"secret"`
	UserEntry     string `json:"userEntry"`
	PasswordEntry string `json:"passwordEntry"`
	// Datasources are the uids by store: metrics, traces, logs, profiles.
	Datasources map[string]string `json:"datasources"`
	// Dashboards are the folders of the dashboards that it must show, by uid.
	Dashboards map[string]string `json:"dashboards,omitempty"`
	// Correlations is how many ways out of traces it must have.
	Correlations int `json:"correlations,omitempty"`
}

// Freshness is a signal that arrives by itself.
type Freshness struct {
	// Name is what people call it, like "kubelet metrics".
	Name string `json:"name"`
	// Store is metrics, traces, logs or profiles.
	Store string `json:"store"`
	// Query is in the store's own language: PromQL whose value is the age in seconds, one series per node or one at all;
	// a LogQL selector, a TraceQL query or a Pyroscope label selector, of which the newest result counts.
	Query string `json:"query"`
	// PerNode says that a series for each node is wanted, by the label k8s_node_name.
	PerNode bool `json:"perNode,omitempty"`
	// Age is how old the newest may be, in seconds.
	Age int `json:"age"`
	// Optional says that an idle cluster may have none (no event happened, no request was traced); an older one is only
	// reported.
	Optional bool `json:"optional,omitempty"`
	// Remedy says what to look at if it is missing.
	Remedy string `json:"remedy"`
}

// Link is a way from a signal to another, as a click in Grafana takes it.
type Link struct {
	// Name is like "trace to logs"; From and To are metrics, traces, logs or profiles.
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
	// Query is what is asked of To. ${__tags} or $__tags stands for the labels of Tags, ${__span.traceId} for the trace's
	// id, ${__value.raw} for the value that was clicked at.
	Query string `json:"query,omitempty"`
	// Tags are attributes of the span and the labels that they become, in order.
	Tags []Tag `json:"tags,omitempty"`
	// URL is a link out of a correlation: its ${...} are Variables.
	URL string `json:"url,omitempty"`
	// Variables are taken out of the span's frame by regular expressions.
	Variables []Variable `json:"variables,omitempty"`
}

// Tag is an attribute and the label that holds it in the other store.
type Tag struct {
	Attribute string `json:"attribute"`
	Label     string `json:"label"`
}

// Variable is what a correlation takes out of a field of the frame: the first group of the expression.
type Variable struct {
	Name       string `json:"name"`
	Field      string `json:"field"`
	Expression string `json:"expression"`
}
