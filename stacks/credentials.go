package stacks

import (
	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/minio"
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
	secret, fingerprint := p.credential(name)
	if external := p.Config.ObjectStore; external != nil {
		return kit.Bucket{
			ObjectStore: kit.ObjectStore{Endpoint: external.Endpoint, Region: external.Region, TLS: external.TLS},
			Name:        external.Buckets[name], AccessKey: external.AccessKey, SecretKey: external.SecretKey, Fingerprint: fingerprint,
		}
	}
	r, _ := typed(name)
	user := minio.UserName(name, p.Config.Generations[name])
	return kit.Bucket{
		ObjectStore: minio.Addresses(p.pin("minio")),
		Name:        r.bucket, AccessKey: credential.NewSecret(user), SecretKey: secret, Fingerprint: fingerprint,
	}
}

// minioArgs gives MinIO its consumers: a bucket and a user for each component that keeps its data there.
func (p site) minioArgs() minio.Args {
	password, fingerprint := p.credential("minio")
	args := minio.Args{
		Spec: p.spec, Sizing: p.size.MinIO, RootPassword: password, Fingerprint: fingerprint,
		Endpoint: p.Config.MinIO.Endpoint, NodePort: p.Config.MinIO.NodePort,
	}
	for _, r := range p.stored() {
		generation := p.Config.Generations[r.name]
		secret, _ := p.credential(r.name)
		args.Consumers = append(args.Consumers, minio.Consumer{
			Name: r.name, Bucket: r.bucket, Generation: generation, User: minio.UserName(r.name, generation), SecretKey: secret,
		})
	}
	return args
}
