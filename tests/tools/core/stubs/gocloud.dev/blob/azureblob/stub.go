// Package azureblob leaves Azure's state back end out: a Pulumi built here keeps its state in files.
package azureblob

import (
	"context"
	"errors"
	"net/url"

	"gocloud.dev/blob"
)

// Scheme is the one of URLs of this back end.
const Scheme = "azblob"

// URLOpener refuses every URL.
type URLOpener struct{ MakeClient, ServiceURLOptions any }

// OpenBucketURL returns an error that names the remedy.
func (*URLOpener) OpenBucketURL(context.Context, *url.URL) (*blob.Bucket, error) {
	return nil, errors.New("this Pulumi was built without state back ends in clouds; install Pulumi from https://www.pulumi.com/docs/install/")
}

// NewDefaultClient stands for the original's, which nothing calls.
func NewDefaultClient() {}

// NewDefaultServiceURLOptions returns the original's default, which nothing reads.
func NewDefaultServiceURLOptions() *any { return new(any) }
