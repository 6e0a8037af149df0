package minio

import (
	_ "embed" // the script
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

//go:embed scripts/copy.sh
var copyScript string

// CopyName is the Job that copies, its Secret and its NetworkPolicy. There is one: two at once could go in opposite directions.
const CopyName = "kalypso-minio-copy"

// Store is one of the two that are copied between.
type Store string

// The stores: MinIO, and the one outside of the platform.
const (
	Inside  Store = "minio"
	Outside Store = "external"
)

// Copy is what `kalypso buckets copy` has done: the bucket of every backend, from one store to the other.
type Copy struct {
	// Args are MinIO's, with the backends' users of it.
	Args
	// To is the destination.
	To Store
	// External are the backends' buckets outside of the platform, by backend.
	External map[string]kit.Bucket
}

// Namespace is where it runs: where MinIO does, whose users' Secret is there.
func (c Copy) Namespace() string { return c.Args.Namespace.Name }

// Job copies, once, at most for that time. It is as the Jobs that make users are, and reads MinIO's side from their Secret.
func (c Copy) Job(timeout time.Duration) manifest.Object {
	object := job(c.Args, "copy", "")
	pod := kit.Lookup(object, "spec", "template", "spec").(kit.Tree)
	container := pod["containers"].([]any)[0].(kit.Tree)
	// One worker is added every few seconds as long as they make it faster, and the client takes no notice of its limit.
	container["command"], container["env"] = []any{"/bin/sh", "-c", copyScript}, []any{
		kit.Tree{"name": "STORE", "value": Addresses(c.Component, c.Settings.Domain).Endpoint},
		kit.Tree{"name": "TO", "value": string(c.To)},
		kit.Tree{"name": "BUCKETS", "value": c.pairs()},
		kit.Tree{"name": "GOMAXPROCS", "value": "1"},
		kit.Tree{"name": "GOMEMLIMIT", "value": mc().GoMemory()},
	}
	container["volumeMounts"] = []any{
		kit.Tree{"name": "identities", "mountPath": "/identities", "readOnly": true},
		kit.Tree{"name": "external", "mountPath": "/external", "readOnly": true},
		kit.Tree{"name": "tmp", "mountPath": "/tmp"},
	}
	pod["volumes"] = []any{
		kit.Tree{"name": "identities", "secret": kit.Tree{"secretName": usersSecret}},
		kit.Tree{"name": "external", "secret": kit.Tree{"secretName": CopyName}},
		kit.Tree{"name": "tmp", "emptyDir": kit.Tree{"medium": "Memory", "sizeLimit": "16Mi"}}, // a credential of the other store is there
	}
	return kit.Merge(object, kit.Tree{
		"metadata": kit.Tree{"name": CopyName},
		"spec": kit.Tree{
			"backoffLimit": 0, "activeDeadlineSeconds": int(timeout.Seconds()), "ttlSecondsAfterFinished": 600,
			"template": kit.Tree{"metadata": kit.Tree{"labels": copyLabel()}, "spec": kit.Tree{"restartPolicy": "Never"}},
		},
	})
}

// copyLabel tells its pod from those that make users.
func copyLabel() kit.Tree { return kit.Tree{"kalypso.io/task": "copy"} }

// NetworkPolicy lets the pod out of a namespace from which nothing else goes: the other store may be anywhere.
func (c Copy) NetworkPolicy() manifest.Object {
	return manifest.Object{
		"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
		"metadata": kit.Tree{"name": CopyName, "namespace": c.Namespace()},
		"spec": kit.Tree{
			"podSelector": kit.Tree{"matchLabels": copyLabel()},
			"policyTypes": []any{"Ingress", "Egress"}, "egress": []any{kit.Tree{}},
		},
	}
}

// Secret is the client's configuration with the other store, a file for each backend.
func (c Copy) Secret() (manifest.Object, error) {
	files := kit.Tree{}
	for backend, bucket := range c.External {
		text, err := json.Marshal(map[string]any{"version": "10", "aliases": map[string]any{string(Outside): map[string]any{
			"url": bucket.URL(), "accessKey": bucket.AccessKey.Reveal(), "secretKey": bucket.SecretKey.Reveal(), "api": "S3v4", "path": "auto",
		}}})
		if err != nil {
			return nil, fmt.Errorf("writing the client's configuration for %s: %w", backend, err)
		}
		files[backend] = string(text)
	}
	return manifest.Object{
		"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
		"metadata": kit.Tree{"name": CopyName, "namespace": c.Namespace()}, "stringData": files,
	}, nil
}

// pairs are backend=bucket in MinIO=bucket outside, for each.
func (c Copy) pairs() string {
	var all []string
	for _, consumer := range c.Consumers {
		all = append(all, fmt.Sprintf("%s=%s=%s", consumer.Name, consumer.Bucket, c.External[consumer.Name].Name))
	}
	return strings.Join(all, " ")
}
