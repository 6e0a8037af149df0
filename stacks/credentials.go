package stacks

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/minio"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// credential returns a component's credential of the configured generation, and its fingerprint.
func (p Plan) credential(name string) (secret credential.Secret, fingerprint string) {
	r, _ := typed(name)
	generation := p.Config.Generations[name]
	return p.Config.Root.Derive(r.credential, generation), p.Config.Root.Fingerprint(r.credential, generation)
}

// stored returns the enabled components that keep their data in a bucket.
func (p Plan) stored() []row {
	var all []row
	for _, r := range components() {
		if r.bucket != "" && p.on(r.name) {
			all = append(all, r)
		}
	}
	return all
}

// bucket is a component's bucket and its identity, in MinIO or in the configured object store.
func (p Plan) bucket(name string) kit.Bucket {
	if p.Config.ObjectStore != nil {
		return p.externalBucket(name)
	}
	_, fingerprint := p.credential(name)
	consumer := p.consumer(name)
	return kit.Bucket{
		ObjectStore: minio.Addresses(p.pin("minio"), p.Config.Cluster.Domain),
		Name:        consumer.Bucket, AccessKey: credential.NewSecret(consumer.User), SecretKey: consumer.SecretKey, Fingerprint: fingerprint,
	}
}

// externalBucket is a component's bucket in the configured object store, with the component's keys or its workload identity.
func (p Plan) externalBucket(name string) kit.Bucket {
	r, _ := typed(name)
	external := p.Config.ObjectStore
	bucket := kit.Bucket{
		ObjectStore: kit.ObjectStore{Endpoint: external.Endpoint, Region: external.Region, TLS: external.TLS}, Name: external.Buckets[name],
	}
	if external.Auth == config.AuthIdentity {
		account := external.ServiceAccounts[name]
		bucket.Identity = &kit.Identity{Annotations: account}
		// A pod is given its identity when it is made.
		bucket.Fingerprint = p.Config.Root.FingerprintOf(r.credential, credential.NewSecret(fmt.Sprint(account))) // in the order of its keys
		return bucket
	}
	keys := external.Keys[name]
	bucket.AccessKey, bucket.SecretKey = keys.AccessKey, keys.SecretKey
	bucket.Fingerprint = p.Config.Root.FingerprintOf(r.credential, keys.AccessKey, keys.SecretKey)
	return bucket
}

// consumer is what MinIO makes for a component: its bucket, and a user for each generation of its credential.
func (p Plan) consumer(name string) minio.Consumer {
	r, _ := typed(name)
	generation := p.Config.Generations[name]
	secret, _ := p.credential(name)
	return minio.Consumer{
		Name: name, Bucket: r.bucket, Generation: generation, User: minio.UserName(name, generation), SecretKey: secret,
	}
}

// minioArgs gives MinIO its consumers: every component that keeps its data there.
func (p site) minioArgs() minio.Args {
	password, fingerprint := p.credential("minio")
	args := minio.Args{
		Spec: p.spec, Sizing: p.Config.Sizing.MinIO, RootPassword: password, Fingerprint: fingerprint,
		Endpoint: p.Config.MinIO.Endpoint, NodePort: p.Config.MinIO.NodePort,
	}
	for _, r := range p.stored() {
		args.Consumers = append(args.Consumers, p.consumer(r.name))
	}
	return args
}
