package minio

import "github.com/kalypsoServing/kalypso/components/kit"

// Idle are places that the chart knows and does not look at here, by release.
func Idle() map[string][]kit.Idle {
	var all []kit.Idle
	for _, place := range []string{"replicas", "pools", "drivesPerNode"} {
		all = append(all, kit.Idle{Path: kit.At(place), Why: "MinIO is one server with one volume, and this is for its distributed mode: remove it"})
	}
	return map[string][]kit.Idle{release: append(all, kit.Idle{Path: kit.At("customCommandJob", "extraVolumeMounts"),
		Needs: [][]string{{"customCommands"}}, Why: "there is no such Job without customCommands: remove it"})}
}

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	return map[string][]kit.Guard{release: append(kit.Names(),
		kit.Guard{Path: kit.At("service", "port"), But: port, Why: "the backends reach MinIO by port 9000: remove it"},
		kit.Guard{Path: kit.At("minioAPIPort"), But: port, Why: "the backends reach MinIO by port 9000: remove it"},
		kit.Guard{Path: kit.At("tls", "enabled"), But: false, Why: "the backends speak plain HTTP with it: put an S3 with TLS of your own in kalypso:objectStore"},
		kit.Guard{Path: kit.At("buckets"), Why: "the program lists the backends' buckets, which this would replace: make others with a drop-in or mc"},
	)}
}
