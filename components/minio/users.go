package minio

import (
	"crypto/sha256"
	_ "embed" // the script
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

//go:embed scripts/identities.sh
var script string

// scriptName is the ConfigMap with the script.
const scriptName = "kalypso-minio-identities"

// Mode is who makes the users. It is part of their names and of the policies', so that the two never own the same.
type Mode string

// The modes: a Job in the cluster, or the MinIO provider on the machine that runs Pulumi.
const (
	Job      Mode = "job"
	Provider Mode = "provider"
)

// ModeOf is the mode for an endpoint at which the machine that runs Pulumi reaches S3; "" if it cannot.
func ModeOf(endpoint string) Mode {
	if endpoint == "" {
		return Job
	}
	return Provider
}

// policy is the name of a backend's policy.
func (m Mode) policy(backend string) string {
	if m == Provider {
		return backend + "-by-provider"
	}
	return backend
}

// identityFiles are what the script reads: per backend its user, and what that may do.
func identityFiles(consumers []Consumer) (map[string]credential.Secret, error) {
	files := map[string]credential.Secret{}
	for _, consumer := range consumers {
		document, err := policyDocument(consumer.Bucket)
		if err != nil {
			return nil, fmt.Errorf("writing the policy of %s: %w", consumer.Name, err)
		}
		files[consumer.Name] = credential.NewSecret(consumer.User.Reveal() + "\n" + consumer.SecretKey.Reveal() + "\n")
		files[consumer.Name+".json"] = credential.NewSecret(document)
	}
	return files, nil
}

// users makes what the Jobs run, and the Job that makes the users once the server runs. A Job has another name with each change
// of a user or of the server, whose data may be new, and so runs again.
func (m *MinIO) users(server *kit.Release) error {
	made, err := m.Support(m.ConfigMap(scriptName, map[string]string{"identities.sh": script}))
	if err != nil {
		return err
	}
	m.script = made
	if m.args.mode() == Provider {
		return nil
	}
	_, err = m.Object(job(m.args, "make", m.Fingerprint()), server, made)
	return err
}

// Retire removes the users that are not wanted any more, once whoever used them has others: after holds the backends. Neither
// generations that have passed nor users of the other mode, of another root secret or of a backend that is switched off are left.
// What comes so late is no part of MinIO, for which others wait: opts say what it is under.
func (m *MinIO) Retire(ctx *pulumi.Context, after []pulumi.Resource, opts ...pulumi.ResourceOption) error {
	object, made := job(m.args, "retire", m.Fingerprint()), &kit.Object{}
	after = slices.Concat(m.Ready(), []pulumi.Resource{m.script}, after)
	opts = append([]pulumi.ResourceOption{pulumi.DependsOn(after)}, opts...)
	name := m.args.Namespace.Name + "/" + kit.Lookup(object, "metadata", "name").(string)
	if err := ctx.RegisterResource("kubernetes:batch/v1:Job", name, kit.Input(object).(pulumi.Map), made, opts...); err != nil {
		return fmt.Errorf("removing users of minio that are not wanted any more: %w", err)
	}
	return nil
}

// job runs the script with a task.
func job(args Args, task, server string) manifest.Object {
	image, _ := values(args).Merged(args.Charts[0], args.Overrides[release])["mcImage"].(map[string]any)
	pod := kit.Merge(kit.Scheduling(args.Settings), kit.PullSecretRefs(args.Settings, "imagePullSecrets"), kit.Tree{
		"restartPolicy":                "OnFailure",
		"automountServiceAccountToken": false,
		"securityContext": kit.Tree{"runAsNonRoot": true, "runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 1000,
			"seccompProfile": kit.Tree{"type": "RuntimeDefault"}},
		"containers": []any{kit.Tree{
			"name":    task,
			"image":   args.Settings.Pinned(fmt.Sprintf("%v:%v", image["repository"], image["tag"])),
			"command": []any{"/bin/sh", "/scripts/identities.sh", task},
			"env": []any{
				kit.Tree{"name": "STORE", "value": Addresses(args.Component, args.Settings.Domain).Endpoint},
				kit.Tree{"name": "POLICIES", "value": policyNames(args)},
				kit.Tree{"name": "BACKENDS", "value": strings.Join(args.Backends, " ")},
			},
			"resources": kit.Resources(mc()),
			"securityContext": kit.Tree{"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
				"capabilities": kit.Tree{"drop": []any{"ALL"}}},
			"volumeMounts": []any{
				kit.Tree{"name": "scripts", "mountPath": "/scripts"},
				kit.Tree{"name": "identities", "mountPath": "/identities", "readOnly": true},
				kit.Tree{"name": "root-user", "mountPath": "/root-user", "readOnly": true},
				kit.Tree{"name": "tmp", "mountPath": "/tmp"},
			},
		}},
		"volumes": []any{
			kit.Tree{"name": "scripts", "configMap": kit.Tree{"name": scriptName}},
			kit.Tree{"name": "identities", "secret": kit.Tree{"secretName": usersSecret}},
			kit.Tree{"name": "root-user", "secret": kit.Tree{"secretName": rootSecret}},
			kit.Tree{"name": "tmp", "emptyDir": kit.Tree{"sizeLimit": "16Mi"}},
		},
	})
	labels := kit.Tree{"app": "minio-identities", "release": release}
	return manifest.Object{
		"apiVersion": "batch/v1", "kind": "Job",
		"metadata": kit.Tree{"name": "kalypso-minio-" + task + "-" + fingerprint(args, server), "namespace": args.Namespace.Name, "labels": labels},
		"spec":     kit.Tree{"backoffLimit": 6, "template": kit.Tree{"metadata": kit.Tree{"labels": labels}, "spec": pod}},
	}
}

// policyNames are backend=policy for each consumer.
func policyNames(args Args) string {
	var all []string
	for _, consumer := range args.Consumers {
		all = append(all, consumer.Name+"="+args.mode().policy(consumer.Name))
	}
	return strings.Join(all, " ")
}

// fingerprint changes with the server and with every identity, and tells nothing of them.
func fingerprint(args Args, server string) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q", []any{server, script, args.Fingerprint, args.mode(), args.Backends})
	for _, consumer := range args.Consumers {
		fmt.Fprintf(sum, "%q", []string{consumer.Name, consumer.Bucket, consumer.Fingerprint})
	}
	return hex.EncodeToString(sum.Sum(nil)[:5])
}
