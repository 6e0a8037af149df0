package kit

import (
	"fmt"

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
}

// S3Credentials creates the Secret S3Secret with the bucket's identity.
func (c *Component) S3Credentials(bucket Bucket) error {
	return c.Secret(S3Secret, map[string]credential.Secret{
		AccessKeyEntry: bucket.AccessKey,
		SecretKeyEntry: bucket.SecretKey,
	})
}

// S3Env is the envFrom entry that gives a container the credentials of S3Secret.
func S3Env() []any {
	return []any{map[string]any{"secretRef": map[string]any{"name": S3Secret}}}
}

// URL is the store's endpoint with its scheme.
func (s ObjectStore) URL() string {
	if s.TLS {
		return fmt.Sprintf("https://%s", s.Endpoint)
	}
	return fmt.Sprintf("http://%s", s.Endpoint)
}
