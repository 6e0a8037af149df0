package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

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
	if p.Config.External() != nil {
		return p.externalBucket(name)
	}
	consumer := p.consumer(name)
	return kit.Bucket{
		ObjectStore: minio.Addresses(p.pin("minio"), p.Config.Cluster.Domain),
		Name:        consumer.Bucket, AccessKey: consumer.User, SecretKey: consumer.SecretKey, Fingerprint: consumer.Fingerprint,
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

// consumer is what MinIO makes for a component: its bucket, and a user for each credential.
func (p Plan) consumer(name string) minio.Consumer {
	r, _ := typed(name)
	generation := p.Config.Generations[name]
	secret, fingerprint := p.credential(name)
	mode := string(minio.ModeOf(p.Config.MinIO.Endpoint))
	return minio.Consumer{
		Name: name, Bucket: r.bucket, User: p.Config.Root.Name(name, r.credential+"/"+mode, generation), SecretKey: secret, Fingerprint: mode + fingerprint,
	}
}

// minioArgs gives MinIO its consumers: every component that keeps its data there.
func (p site) minioArgs() minio.Args {
	password, fingerprint := p.credential("minio")
	args := minio.Args{
		Spec: p.spec, Sizing: p.Config.Sizing.MinIO, RootUser: p.administrator(), RootPassword: password, Fingerprint: fingerprint,
		Endpoint: p.Config.MinIO.Endpoint, NodePort: p.Config.MinIO.NodePort,
	}
	for _, r := range components() {
		if r.bucket != "" {
			args.Backends = append(args.Backends, r.name)
		}
	}
	for _, r := range p.stored() {
		args.Consumers = append(args.Consumers, p.consumer(r.name))
	}
	return args
}

// administrator is the name of MinIO's own user.
func (p Plan) administrator() credential.Secret {
	r, _ := typed("minio")
	return p.Config.Root.Name("kalypso", r.credential, p.Config.Generations["minio"])
}

// retire lets MinIO remove users once every backend has the one that it has now.
func (p Plan) retire(ctx *pulumi.Context, made map[string]component, opts ...pulumi.ResourceOption) error {
	store, ok := made["minio"].(*minio.MinIO)
	if !ok {
		return nil
	}
	var after []pulumi.Resource
	for _, r := range p.stored() {
		after = append(after, made[r.name].Ready()...)
	}
	return store.Retire(ctx, after, opts...)
}
