package minio

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
)

// RootUser is the administrator's name; only the password is secret.
const RootUser = "kalypso"

// Protected is what connects the release to its credentials, per release.
func Protected() map[string]map[string]any {
	return map[string]map[string]any{release: {
		"existingSecret": rootSecret,
		"rootUser":       "",
		"rootPassword":   "",
		"users":          []any{},
		"policies":       []any{},
	}}
}

// values sizes the development server: idle it takes 381 MiB on a real node (`make live`, with a MinIO of 2026-02, which is
// newer than the pinned one: that took 135, charts.md, section 6).
func values(args Args) kit.Values {
	computed := map[string]any{
		"replicas":       1,
		"resources":      kit.Resources("50m", "448Mi", "1Gi"),
		"persistence":    map[string]any{"enabled": true, "size": "10Gi"},
		"podAnnotations": map[string]any{kit.CredentialAnnotation: args.Fingerprint},
		"buckets":        buckets(args.Consumers),
	}
	for _, job := range []string{"makeBucketJob", "makePolicyJob", "makeUserJob", "customCommandJob"} {
		computed[job] = map[string]any{"resources": kit.Resources("10m", "32Mi", "128Mi")}
	}
	if args.NodePort != 0 {
		computed["service"] = map[string]any{"type": "NodePort", "nodePort": args.NodePort}
	}
	wiring := Protected()[release]
	if args.Endpoint == "" {
		wiring["users"], wiring["policies"] = users(args.Consumers), policies(args.Consumers)
		if retired := retirements(args.Consumers); len(retired) > 0 {
			computed["customCommands"] = retired
		}
	}
	return kit.Values{Computed: computed, Protected: wiring}
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
