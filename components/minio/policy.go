package minio

import "encoding/json"

// grant is one statement of an S3 policy.
type grant struct {
	Effect    string   `json:"Effect"`
	Actions   []string `json:"Action"`
	Resources []string `json:"Resource"`
}

// grants is all that a backend needs of S3: to find, list, read, write and delete the objects of its own bucket, and
// to upload large ones in parts.
func grants(bucket string) []grant {
	arn := "arn:aws:s3:::" + bucket
	return []grant{
		{
			Effect:    "Allow",
			Actions:   []string{"s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"},
			Resources: []string{arn},
		},
		{
			Effect: "Allow",
			Actions: []string{
				"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject",
			},
			Resources: []string{arn + "/*"},
		},
	}
}

// policyDocument is the same policy as the JSON document that S3 takes.
func policyDocument(bucket string) (string, error) {
	document, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": grants(bucket)})
	return string(document), err
}
