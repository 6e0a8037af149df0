// Package config is the platform's configuration: one typed Config, read strictly from the stack's configuration, with
// complete defaults per profile, and validation that reports every problem at once.
//
// The keys are those of Pulumi.<stack>.yaml in the namespace kalypso, like kalypso:ordering. A structured key is
// written as a YAML map there, or set leaf by leaf: pulumi config set --path 'kalypso:retention.logs' 7d
package config

import (
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Config is the whole configuration. The comments on its fields are the reference in config/README.md, which a test makes
// of them.
type Config struct {
	// Profile chooses the defaults: sizes, replicas, retention. Only "dev" exists today.
	Profile string `key:"profile"`

	// Ordering says what waits for what: "waves" is the promised order, six levels deep; "dependencies" keeps only what a
	// component truly needs, two levels deep and about twice as fast.
	Ordering Ordering `key:"ordering"`

	// EBPF switches what needs a real kernel, the eBPF instrumentation (OBI) and the eBPF profiler. "on": they run on every node whose
	// kernel can carry them, by the evidence of a short look at each; what is left out is a warning and an output, and holds nothing
	// up. "auto": the same, and left out with kind, where "on" is refused. "off": neither is deployed. "unchecked": deployed without
	// a look, for simulated nodes, or where privileged pods are not allowed before.
	EBPF string `key:"ebpf"`

	// EBPFProbeImage is an image with a shell (sh, sed, grep) for that look, on nodes that have no image which is trusted. "": busybox,
	// pinned by digest, from cluster.imageRegistry if there is one.
	EBPFProbeImage string `key:"ebpfProbeImage"`

	// ReleaseTimeout is how long one release may take until its pods are ready: a first image pull on a slow line takes longer than
	// Helm's 5 minutes, and Mimir's store-gateway alone waits a minute for its ring. What is not ready by then is rolled back, and the
	// error says why it was not.
	ReleaseTimeout Duration `key:"releaseTimeout"`

	// Charts says where chart archives come from: "", the repositories named in manifests/; a directory of archives, like
	// ./charts; or a mirror, http(s)://host/path or oci://host/path. Every archive is checked against charts.lock.
	Charts string `key:"charts"`

	// Cluster says which cluster to deploy to.
	Cluster Cluster `key:"cluster"`

	// MinIO says how the machine that runs Pulumi reaches the platform's own object store.
	MinIO MinIO `key:"minio"`

	// ObjectStore replaces MinIO by an S3 outside of the platform. Absent by default: MinIO is used.
	ObjectStore *ObjectStore `key:"objectStore"`

	// Data says what becomes of buckets, volumes and the namespaces that hold them when their component is switched off or renamed, when
	// objectStore takes MinIO's place, and when the stack is removed. "keep": they stay, and the next update takes them over. "delete":
	// nothing is left. "": delete with profile dev and with kind, else keep. An update that would delete what is to be kept is refused.
	Data Data `key:"data"`

	// Retention says how long each signal is kept.
	Retention Retention `key:"retention"`

	// Telemetry says what is collected, under which names, and where else it goes.
	Telemetry Telemetry `key:"telemetry"`

	// Alerting says who is told of what is wrong, and what a service promises.
	Alerting Alerting `key:"alerting"`

	// Proof makes `kalypso verify` the last step of an update that changed something: an update that is green means that signals
	// arrive. It runs on the machine that runs Pulumi, which must reach the cluster, and needs the project's tree and Go there.
	Proof bool `key:"proof"`

	// NetworkPolicies lets into and out of the platform's namespaces what its components need and nothing else, where the cluster's network
	// plugin enforces policies. A namespace of yours is let in at a component by its label kalypso.io/reaches-<component>: "true".
	NetworkPolicies bool `key:"networkPolicies"`

	// Generations rotates credentials: raise one number, and `pulumi up` makes a new credential and restarts what uses it.
	// The names are minio and grafana (administrators), mimir, tempo, loki and pyroscope (S3 users). From 1.
	Generations map[string]int `key:"generations"`

	// Components switches components off and overrides their values, by the name of the directory in manifests/.
	Components map[string]Component `key:"components"`

	// Sizing is the size of every workload, as the profile has it; components.<name>.values override it. It has no key.
	Sizing sizing.Sizing

	// Root is the secret that every credential is derived from, read from rootSecret.
	Root credential.Root
}

// Ordering is a way to order components.
type Ordering string

// The ways to order components.
const (
	Waves        Ordering = "waves"
	Dependencies Ordering = "dependencies"
)

// Values of Config.EBPF.
const (
	EBPFOn        = "on"
	EBPFAuto      = "auto"
	EBPFOff       = "off"
	EBPFUnchecked = "unchecked"
)

// MinIO says how the platform's own object store is reached from outside of the cluster.
type MinIO struct {
	// Endpoint is host:port (no scheme) where the machine that runs Pulumi reaches MinIO's S3 port, like localhost:30900.
	// With it, the MinIO provider makes users and policies, and rotates credentials in place. "": a Job in the cluster
	// makes them.
	Endpoint string `key:"endpoint"`
	// NodePort publishes MinIO's S3 port on this port of every node, 30000 to 32767, for Endpoint to point to. 0 leaves it
	// inside the cluster.
	NodePort int `key:"nodePort"`
}

// Retention says how long data is kept: at least 24h, which is Loki's granularity, in whole hours, written like 36h, 30d, 2w.
type Retention struct {
	// Metrics in Mimir.
	Metrics Duration `key:"metrics"`
	// Logs in Loki.
	Logs Duration `key:"logs"`
	// Traces in Tempo.
	Traces Duration `key:"traces"`
	// Profiles in Pyroscope.
	Profiles Duration `key:"profiles"`
}

// Component is what the configuration says about one component, by the name of its directory in manifests/.
type Component struct {
	// Enabled says whether the component is deployed; absent, it is. What depends on a disabled one does without it, or refuses.
	Enabled *bool `key:"enabled"`
	// Data is kalypso:data for this component alone, keep or delete; "" is that.
	Data Data `key:"data"`
	// Values override the chart's values: maps merge, lists replace; a null that would delete something is refused. A component with several charts
	// (otel, istio) takes them by release name, like components.otel.values.obi. Those of telemetry stand below the
	// name of a collector, gateway, agent or cluster: an OpenTelemetry Collector configuration over its own. A pipeline that
	// names what is not configured is refused at preview.
	// Quote dates.
	Values map[string]any `key:"values" nulls:"kept"`
	// ValuesFile is a file of such values in the project, like overrides/loki.yaml, as helm's -f takes it. Values count more.
	ValuesFile string `key:"valuesFile"`
	// AdditionalValuesFiles are more of them, each of which counts more than those before it.
	AdditionalValuesFiles []string `key:"additionalValuesFiles"`
}

// External is the store outside of the platform that the backends use; nil if they use MinIO.
func (c Config) External() *ObjectStore {
	if c.ObjectStore == nil || c.ObjectStore.Standby {
		return nil
	}
	return c.ObjectStore
}

// On says whether the component is deployed.
func (c Component) On() bool { return c.Enabled == nil || *c.Enabled }
