package stacks

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit/s3probe"
	"github.com/kalypsoServing/kalypso/components/loki"
	"github.com/kalypsoServing/kalypso/config"
)

// storePatience is how long a store outside of the platform may take to answer, all buckets asked at once.
const storePatience = 5 * time.Second

// checkBuckets writes to each bucket of a store outside of the platform as its backend will, and refuses those that do not take it.
// A store that this machine does not reach may still be reached from the cluster: that is a warning. A preview writes nothing, and
// warns of what is known; so does an update whose backends have a workload identity, which this machine has not.
func (program Program) checkBuckets(ctx *pulumi.Context, p Plan) (warnings []string, err error) {
	if p.Config.External() == nil {
		return nil, nil
	}
	if ctx.DryRun() || program.Write == nil || p.Config.ObjectStore.Auth == config.AuthIdentity {
		return p.unwritable(), nil
	}
	asking, cancel := context.WithTimeout(ctx.Context(), storePatience)
	defer cancel()
	stored := p.stored()
	answers := make([]error, len(stored))
	var asked sync.WaitGroup
	for i, r := range stored {
		asked.Go(func() {
			answers[i] = program.Write(asking, p.bucket(r.name), r.name != "loki" || !loki.WithoutChecksum(p.lokiVersion()))
		})
	}
	asked.Wait()
	var problems []error
	for i, r := range stored {
		var refused s3probe.RefusedError
		key, bucket := "kalypso:objectStore.buckets."+r.name, p.bucket(r.name).Name
		switch {
		case errors.As(answers[i], &refused):
			problems = append(problems, fmt.Errorf("%s: bucket %s does not take what %s writes: %w; %s", key, bucket, r.name, refused, remedy(refused.Code, r.name)))
		case answers[i] != nil:
			warnings = append(warnings, fmt.Sprintf("%s: this machine could not try to write to bucket %s: %v", key, bucket, answers[i]))
			if r.name == "loki" {
				warnings = append(warnings, p.unwritable()...)
			}
		}
	}
	return warnings, errors.Join(problems...)
}

// remedy says what to do about a refusal with that code of S3.
func remedy(code, backend string) string {
	switch code {
	case "NoSuchBucket":
		return "make the bucket, or name another"
	case "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return "set its keys again, in kalypso:objectStoreKeys, or kalypso:objectStoreAccessKey and kalypso:objectStoreSecretKey"
	case "AccessDenied":
		return "the access key needs GetObject, PutObject, DeleteObject on its objects and ListBucket on the bucket"
	case "InvalidRequest", "MissingContentMD5":
		if backend == "loki" {
			return "a bucket with Object Lock wants a checksum, which this release of Loki does not send: set " +
				"kalypso:components.loki.values.loki.image.tag to 3.6.16 or later, or name a bucket without Object Lock"
		}
	}
	return "see the rules of the bucket"
}
