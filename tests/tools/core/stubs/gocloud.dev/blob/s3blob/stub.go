// Package s3blob leaves the S3 state back end out: a Pulumi built here keeps its state in files.
package s3blob
