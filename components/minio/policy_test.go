package minio

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The statement that a backend of the platform gets, word for word: everything else would be a privilege too many.
const lokiPolicy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      "Resource": ["arn:aws:s3:::loki-chunks"]
    },
    {
      "Effect": "Allow",
      "Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      "Resource": ["arn:aws:s3:::loki-chunks/*"]
    }
  ]
}`

func TestPolicyDocument(t *testing.T) {
	document, err := policyDocument("loki-chunks")
	require.NoError(t, err)
	assert.JSONEq(t, lokiPolicy, document)
}

func TestPolicyReachesOneBucketAlone(t *testing.T) {
	for _, grant := range grants("own") {
		assert.Equal(t, "Allow", grant.Effect)
		for _, action := range grant.Actions {
			assert.NotContains(t, action, "*", "a wildcard grants what is not listed")
		}
		for _, resource := range grant.Resources {
			bucket, _, _ := strings.Cut(strings.TrimPrefix(resource, "arn:aws:s3:::"), "/")
			assert.Equal(t, "own", bucket, resource)
		}
	}
}
