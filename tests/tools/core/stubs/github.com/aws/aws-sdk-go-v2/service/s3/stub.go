// Package s3 holds the one type that Pulumi's file back end names.
package s3

// CopyObjectInput is never made: there is no S3 back end.
type CopyObjectInput struct{ CopySource *string }
