package kit

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// S3Secret is the Secret, in the consumer's own namespace, that holds a backend's S3 credentials under the names that
// every AWS client reads from its environment.
const S3Secret = "kalypso-s3"

// The keys of S3Secret.
const (
	AccessKeyEntry = "AWS_ACCESS_KEY_ID"
	SecretKeyEntry = "AWS_SECRET_ACCESS_KEY"
)

// CredentialAnnotation on a pod carries the credential's fingerprint, so that a rotation restarts the pod: a changed
// Secret alone restarts nothing.
const CredentialAnnotation = "kalypso.io/credential"

// ObjectStore is an S3 store: MinIO in the cluster or any other; its consumers cannot tell which.
type ObjectStore struct {
	Endpoint string // host:port, no scheme
	Region   string
	TLS      bool
}

// Bucket is one consumer's share of an ObjectStore: its bucket and the identity that reaches that bucket alone.
type Bucket struct {
	ObjectStore
	Name        string
	AccessKey   credential.Secret
	SecretKey   credential.Secret
	Fingerprint string // of the credential; not secret
	// Identity stands in the place of keys: the workload identity of the consumer's ServiceAccount. nil with keys.
	Identity *Identity
}

// Identity is what the cluster's cloud knows a ServiceAccount by.
type Identity struct {
	// Annotations are the ServiceAccount's.
	Annotations map[string]string
}

// S3Credentials creates the Secret S3Secret with the bucket's keys, if it has any.
func (c *Component) S3Credentials(bucket Bucket) error {
	if bucket.Identity != nil {
		return nil
	}
	return c.Secret(S3Secret, map[string]credential.Secret{
		AccessKeyEntry: bucket.AccessKey,
		SecretKeyEntry: bucket.SecretKey,
	})
}

// S3Env is the envFrom entry that gives a container the credentials of S3Secret.
func S3Env() []any {
	return []any{map[string]any{"secretRef": map[string]any{"name": S3Secret}}}
}

// azureUse is the label that pods need beside their ServiceAccount's annotation (azure.github.io/azure-workload-identity, "Labels and
// annotations").
const azureUse = "azure.workload.identity/use"

// Annotations are the pod annotations that restart a pod when the bucket's credential is rotated, or its identity another.
func (b Bucket) Annotations() Tree { return Tree{CredentialAnnotation: b.Fingerprint} }

// Labels are what the pods need to be given the identity; empty for most.
func (b Bucket) Labels() Tree {
	if b.Identity == nil || b.Identity.Annotations[config.AzureClient] == "" {
		return Tree{}
	}
	return Tree{azureUse: "true"}
}

// Pods are the annotations and the labels of the pods that reach the bucket, the latter under the chart's key.
func (b Bucket) Pods(labels string) Tree {
	return Merge(Tree{"podAnnotations": b.Annotations()}, Under(labels, b.Labels()))
}

// ServiceAccount is the chart's serviceAccount with the annotations of the identity; empty with keys.
func (b Bucket) ServiceAccount() Tree {
	if b.Identity == nil {
		return Tree{}
	}
	return Under("serviceAccount", Under("annotations", anyMap(b.Identity.Annotations)))
}

// Wiring is what connects a release to the bucket's keys: the protected values, or nothing with an identity.
func (b Bucket) Wiring(protected Tree) Tree {
	if b.Identity != nil {
		return nil
	}
	return protected
}

// URL is the store's endpoint with its scheme.
func (s ObjectStore) URL() string {
	if s.TLS {
		return fmt.Sprintf("https://%s", s.Endpoint)
	}
	return fmt.Sprintf("http://%s", s.Endpoint)
}
