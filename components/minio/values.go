package minio

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// RootUser is the administrator's name; only the password is secret.
const RootUser = "kalypso"

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

// lockedUser takes the place of the chart's default, an administrator "console" with a well-known password, where the chart
// is to make no user: an empty list would do as well, but a provider or a merge that drops it would bring that user back.
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
	for _, job := range []string{"makeBucketJob", "makePolicyJob", "makeUserJob", "customCommandJob"} {
		computed[job] = map[string]any{"resources": kit.Resources(sizing.Workload{CPU: 10, Memory: 32, Limit: 128})}
	}
	if args.NodePort != 0 {
		computed["service"] = map[string]any{"type": "NodePort", "nodePort": args.NodePort}
	}
	protected := Protected()[release]
	if args.Endpoint == "" {
		protected["users"], protected["policies"] = users(args.Consumers), policies(args.Consumers)
		if retired := retirements(args.Consumers); len(retired) > 0 {
			computed["customCommands"] = retired
		}
	}
	return kit.Values{Computed: kit.Merge(computed, settings(args.Settings)), Protected: protected}
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

func users(consumers []Consumer) []any {
	var list []any
	for _, consumer := range consumers {
		list = append(list, map[string]any{
			"accessKey": consumer.User, "existingSecret": usersSecret, "existingSecretKey": consumer.Name, "policy": consumer.Name,
		})
	}
	return list
}

func policies(consumers []Consumer) []any {
	var list []any
	for _, consumer := range consumers {
		var statements []any
		for _, statement := range grants(consumer.Bucket) {
			statements = append(statements, map[string]any{
				"effect": "Allow", "actions": statement.Actions, "resources": statement.Resources,
			})
		}
		list = append(list, map[string]any{"name": consumer.Name, "statements": statements})
	}
	return list
}

// retirements removes the users of earlier generations: the Job never changes an existing user, so a rotation makes a
// new one, and the old credential must stop working. A user that is already gone is no failure.
func retirements(consumers []Consumer) []any {
	var list []any
	for _, consumer := range consumers {
		for generation := 1; generation < consumer.Generation; generation++ {
			list = append(list, map[string]any{
				"command": fmt.Sprintf("admin user remove myminio %s || true", UserName(consumer.Name, generation)),
			})
		}
	}
	return list
}

// UserName is the MinIO user of a backend at a generation of its credential.
func UserName(consumer string, generation int) string {
	return fmt.Sprintf("%s-%d", consumer, generation)
}
