package minio

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// Protected is what connects the release to its credentials, per release.
func Protected() map[string]map[string]any {
	return map[string]map[string]any{release: {
		"existingSecret": rootSecret,
		"rootUser":       "",
		"rootPassword":   "",
		"users":          []any{lockedUser()},
		"policies":       []any{denyAll()},
	}}
}

// lockedUser takes the place of the chart's default, an administrator "console" with a well-known password. The chart's Job makes no other:
// it never changes one that is there, and it writes their names into a ConfigMap and its log. An empty list would do as well, but a
// provider or a merge that drops it would bring that user back.
func lockedUser() map[string]any {
	return map[string]any{"accessKey": "locked", "existingSecret": rootSecret, "existingSecretKey": "rootPassword", "policy": denied}
}

// denied is the policy that allows nothing.
const denied = "deny-all"

func denyAll() map[string]any {
	return map[string]any{"name": denied, "statements": []any{
		map[string]any{"effect": "Deny", "actions": []string{"s3:*"}, "resources": []string{"arn:aws:s3:::*"}},
	}}
}

// values are the chart's values. One server owns its ReadWriteOnce volume and is stopped before the next starts; more are
// distributed. The chart's default is 16 of them, of 16 GiB with 500 GiB each.
func values(args Args) kit.Values {
	server := args.Sizing.Server
	computed := map[string]any{
		"mode":           "distributed",
		"replicas":       server.Replicas,
		"resources":      kit.Resources(server),
		"environment":    map[string]any{"GOMEMLIMIT": server.GoMemory()},
		"persistence":    map[string]any{"enabled": true, "size": server.Volume()},
		"podAnnotations": map[string]any{kit.CredentialAnnotation: args.Fingerprint},
		"buckets":        buckets(args.Consumers),
	}
	if server.Single() {
		computed["mode"], computed["deploymentUpdate"] = "standalone", map[string]any{"type": "Recreate"}
	}
	for _, job := range []string{"makeBucketJob", "makePolicyJob", "makeUserJob", "customCommandJob", "makeServiceAccountJob"} {
		computed[job] = map[string]any{"resources": kit.Resources(mc())}
	}
	if args.NodePort != 0 {
		computed["service"] = map[string]any{"type": "NodePort", "nodePort": args.NodePort}
	}
	kept := kit.Under("persistence", args.Data.Claim())
	return kit.Values{Computed: kit.Merge(computed, settings(args.Settings), kept), Protected: Protected()[release]}
}

// buckets are private and never purged. They are also not versioned, which takes a word that the chart's script does
// not know: false makes it suspend versioning, and then every object that a backend deletes leaves a marker for ever.
func buckets(consumers []Consumer) []any {
	var list []any
	for _, consumer := range consumers {
		list = append(list, map[string]any{
			"name": consumer.Bucket, "policy": "none", "purge": false, "versioning": "never", "objectlocking": false,
		})
	}
	return list
}

// mc is what the client takes. It encrypts what it sends to the server's administration with a key that costs 64 MiB to derive: with
// 128 MiB it was killed as often as not (98 MiB for one user, November 2025's release, measured November 2026).
func mc() sizing.Workload { return sizing.Workload{CPU: 10, Memory: 32, Limit: 256} }
