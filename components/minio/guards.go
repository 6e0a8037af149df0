package minio

import "github.com/kalypsoServing/kalypso/components/kit"

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	return map[string][]kit.Guard{release: append(kit.Names(),
		kit.Guard{Path: kit.At("service", "port"), But: port, Why: "the backends reach MinIO by port 9000: remove it"},
		kit.Guard{Path: kit.At("minioAPIPort"), But: port, Why: "the backends reach MinIO by port 9000: remove it"},
		kit.Guard{Path: kit.At("tls", "enabled"), But: false, Why: "the backends speak plain HTTP with it: put an S3 with TLS of your own in kalypso:objectStore"},
		kit.Guard{Path: kit.At("buckets"), Why: "the program lists the backends' buckets, which this would replace: make others with a drop-in or mc"},
	)}
}
