// Package bucket proves with a backend's own credentials what they open in the object store: its own bucket, and neither the
// buckets of the others nor the administration. A pod in the backend's namespace makes the attempts, so the credentials stay
// in their Secret.
package bucket

import (
	"context"
	"fmt"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
)

// Usage is what a bucket holds, as its owner sees it.
type Usage struct {
	Objects int64 `json:"objects"`
	Bytes   int64 `json:"size"`
}

// Check returns what is in the backend's bucket. The error names every attempt that ended otherwise than it must: an empty
// bucket of its own, something allowed elsewhere, or something that failed for another reason than being refused. The image
// holds MinIO's client and a shell. It takes at most five minutes.
func Check(ctx context.Context, client *kube.Client, image string, b backend.Backend) (Usage, error) {
	text, err := run(ctx, client, b.Namespace, pod(image, b.Bucket, others(b)))
	if err != nil {
		return Usage{}, fmt.Errorf("trying the credentials of %s: %w", b.Name, err)
	}
	attempts, err := parse(text)
	if err != nil {
		return Usage{}, fmt.Errorf("trying the credentials of %s: %w", b.Name, err)
	}
	usage, err := judge(attempts, b.Bucket, others(b))
	if err != nil {
		return Usage{}, fmt.Errorf("trying the credentials of %s: %w", b.Name, err)
	}
	return usage, nil
}

// others are the buckets of the other backends.
func others(b backend.Backend) []string {
	var buckets []string
	for _, other := range backend.All() {
		if other.Name != b.Name {
			buckets = append(buckets, other.Bucket)
		}
	}
	return buckets
}
