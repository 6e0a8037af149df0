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

// Config is the whole configuration. The comment on each field is its manual; the keys are the fields' names with a
// lower-case first letter, unless the comment says otherwise.
type Config struct {
	// Profile chooses the defaults: sizes, replicas, retention. Only "dev" exists today.
	Profile string `key:"profile"`

	// Ordering says what waits for what. "waves" (default) is the promised order, six levels deep; "dependencies" keeps
	// only what a component truly needs, two levels deep and about twice as fast.
	Ordering Ordering `key:"ordering"`

	// EBPF switches what needs a real kernel: the eBPF instrumentation (OBI) and the eBPF profiler. "on" (default): every
	// node's kernel is verified first, and one that cannot carry them stops the update. "auto": they run on the nodes that
	// passed the verification, and a warning says why not on the others; on kind they are left out. "off". "unchecked":
	// deployed without looking, for simulated nodes, or where no privileged pod may look first. Key: ebpf.
	EBPF string `key:"ebpf"`

	// Charts says where chart archives come from: "" (default) the repositories named in manifests/; a directory of
	// archives (./charts); or a mirror, http(s)://host/path or oci://host/path. Every archive is checked against
	// charts.lock, whatever its source.
	Charts string `key:"charts"`

	// Cluster says which cluster to deploy to.
	Cluster Cluster `key:"cluster"`

	// MinIO says how the machine that runs Pulumi reaches the platform's own object store. Key: minio.
	MinIO MinIO `key:"minio"`

	// ObjectStore replaces MinIO by an S3 outside of the platform. Absent (nil) by default: MinIO is used. It needs
	// components.minio.enabled: false, so that no store runs that nothing uses.
	ObjectStore *ObjectStore `key:"objectStore"`

	// Retention says how long each signal is kept.
	Retention Retention `key:"retention"`

	// Generations rotates credentials: raise one number, and `pulumi up` makes a new credential and restarts who uses it.
	// Known names: minio (its administrator), mimir, tempo, loki, pyroscope (their S3 users), grafana (its administrator).
	// Every name is present; 1 by default.
	Generations map[string]int `key:"generations"`

	// Components switches components off and overrides their values, by the name of the directory in manifests/. Absent
	// ones are enabled, without overrides.
	Components map[string]Component `key:"components"`

	// Sizing is the size of every workload, as the profile has it; components.<name>.values override it. It has no key.
	Sizing sizing.Sizing

	// Root is the secret that every credential is derived from. Key: rootSecret, encrypted, required.
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

// MinIO is the platform's own object store.
type MinIO struct {
	// Endpoint is host:port (no scheme) where the machine that runs Pulumi reaches MinIO's S3 port, like localhost:30900. With
	// it, the MinIO provider makes users and policies, and rotates credentials in place. "" (default): a Job in the cluster
	// makes them.
	Endpoint string `key:"endpoint"`
	// NodePort publishes MinIO's S3 port on this port of every node, 30000 to 32767, for Endpoint to point to. 0 (default)
	// leaves it inside the cluster.
	NodePort int `key:"nodePort"`
}

// ObjectStore is an S3 outside of the platform, with its buckets made already.
type ObjectStore struct {
	// Endpoint is host or host:port, without a scheme, like s3.eu-central-1.amazonaws.com. Required.
	Endpoint string `key:"endpoint"`
	// Region defaults to us-east-1, which most S3 look-alikes accept.
	Region string `key:"region"`
	// TLS says whether the endpoint speaks https. Default true. Key: tls.
	TLS bool `key:"tls"`
	// Buckets names the bucket of each backend: mimir, tempo, loki, pyroscope. Defaults are MinIO's: mimir-data,
	// tempo-traces, loki-chunks, pyroscope. S3 names are global, so a public S3 needs names of your own. Every name is present.
	Buckets map[string]string `key:"buckets"`
	// AccessKey and SecretKey are used by all four backends. They are keys of their own, kalypso:objectStoreAccessKey and
	// kalypso:objectStoreSecretKey, encrypted and required with objectStore.
	AccessKey, SecretKey credential.Secret
}

// Retention says how long data is kept; at least 24h each, which is Loki's granularity, and whole hours. Written like
// 36h, 30d, 2w.
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

// Component is what the configuration says about one component.
type Component struct {
	// Enabled defaults to true (also when nil: ask On). What depends on a disabled component does without it, or refuses.
	Enabled *bool `key:"enabled"`
	// Values override the chart's values: maps merge deeply, lists replace. A component with several releases (otel,
	// istio) takes them by release name: components.otel.values.obi. Nulls are refused: a value can be replaced, not deleted.
	Values map[string]any `key:"values"`
}

// On says whether the component is deployed.
func (c Component) On() bool { return c.Enabled == nil || *c.Enabled }
