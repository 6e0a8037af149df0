package config

import (
	"maps"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Platform is what there is to configure, as the composition's table of components names it.
type Platform struct {
	// Profiles are what kalypso:profile chooses from, by name; "dev" is among them, the default.
	Profiles map[string]Profile
	// Buckets are the default buckets, by the component that keeps its data there.
	Buckets map[string]string
	// Credentials are the components with a credential to rotate.
	Credentials []string
}

// Profile is the defaults that a platform's size decides.
type Profile struct {
	Retention Retention
	Sizing    sizing.Sizing
}

// Profiles returns the shipped profiles by name. A further one is one table, beside dev.go, and its name here.
func Profiles() map[string]Profile { return map[string]Profile{"dev": dev()} }

// defaults returns a profile's complete defaults. A stack's configuration is laid over them key by key.
func (p Platform) defaults(profile string) Config {
	generations := map[string]int{}
	for _, name := range p.Credentials {
		generations[name] = 1
	}
	return Config{
		Profile:        profile,
		Ordering:       Waves,
		EBPF:           EBPFOn,
		ReleaseTimeout: Duration(15 * time.Minute),
		Cluster:        Cluster{Driver: Existing, ClusterSettings: DefaultClusterSettings()},
		Retention:      p.Profiles[profile].Retention,
		Sizing:         p.Profiles[profile].Sizing,
		Telemetry:      DefaultTelemetry(profile),
		Alerting:       DefaultAlerting(),
		Generations:    generations,
		Components:     map[string]Component{},

		NetworkPolicies: true,
	}
}

// objectStore is what an external store is before its keys are read.
func (p Platform) objectStore() *ObjectStore {
	return &ObjectStore{Region: "us-east-1", TLS: true, Buckets: maps.Clone(p.Buckets), Auth: AuthKeys}
}

func known[V any](table map[string]V) []string { return slices.Sorted(maps.Keys(table)) }
