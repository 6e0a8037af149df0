// Package minio is the platform's object store: one standalone MinIO server, with a bucket, a user and a policy for
// each backend. It needs nothing and offers an S3 address. Buckets are made by the chart's post-install Job, always;
// users and policies by the MinIO provider where the machine that runs Pulumi can reach the server, else by that Job.
package minio

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// release is the Helm release, and by the chart's naming also the name of its S3 Service.
const release = "kalypso-minio"

// The ports of that Service and of the console's.
const (
	port        = 9000
	consolePort = 9001
)

// The Secrets that the chart reads: the administrator, and one entry per user.
const (
	rootSecret  = "kalypso-minio-root"
	usersSecret = "kalypso-minio-users"
)

// Args are what the configuration decides.
type Args struct {
	kit.Spec
	Sizing sizing.MinIO
	// RootPassword is the administrator's; only this component uses it.
	RootPassword credential.Secret
	// Fingerprint changes when RootPassword does.
	Fingerprint string
	// Consumers get a bucket, a user and a policy each.
	Consumers []Consumer
	// Endpoint is host:port where the machine that runs Pulumi reaches S3; empty if it cannot.
	Endpoint string
	// NodePort publishes S3 on that port of every node; 0 leaves it inside the cluster.
	NodePort int
}

// Consumer is one backend's identity and the one bucket that it reaches.
type Consumer struct {
	Name       string // names the policy and the resources
	Bucket     string
	Generation int // of the credential; part of the user's name, so that a rotation makes a new user
	User       string
	SecretKey  credential.Secret
}

// MinIO is the deployed store.
type MinIO struct {
	kit.Component
}

// Addresses returns where the store listens inside the cluster.
func Addresses(pin manifest.Component, domain string) kit.ObjectStore {
	service := kit.Service{Name: release, Namespace: pin.Namespace.Name, Domain: domain, Port: port}
	return kit.ObjectStore{Endpoint: service.HostPort(), Region: "us-east-1"}
}

// Console returns where the web console listens: a Service of its own, beside S3's.
func Console(pin manifest.Component, domain string) kit.Service {
	return kit.Service{Name: release + "-console", Namespace: pin.Namespace.Name, Domain: domain, Port: consolePort}
}

// New deploys MinIO. It is ready when the post-install Job is done and, with an Endpoint, every user has its policy.
func New(ctx *pulumi.Context, args Args, opts ...pulumi.ResourceOption) (*MinIO, error) {
	m := &MinIO{}
	if err := m.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	root := map[string]credential.Secret{
		"rootUser":     credential.NewSecret(RootUser),
		"rootPassword": args.RootPassword,
	}
	if err := m.Secret(rootSecret, root); err != nil {
		return nil, err
	}
	if args.Endpoint == "" {
		if err := m.Secret(usersSecret, userEntries(args.Consumers)); err != nil {
			return nil, err
		}
	}
	server, err := m.Release(release, values(args))
	if err != nil {
		return nil, err
	}
	if args.Endpoint != "" {
		if err := m.identities(ctx, args, server); err != nil {
			return nil, err
		}
	}
	return m, m.Finish(pulumi.Map{"endpoint": pulumi.String(Addresses(args.Component, args.Settings.Domain).URL())})
}

func userEntries(consumers []Consumer) map[string]credential.Secret {
	entries := map[string]credential.Secret{}
	for _, consumer := range consumers {
		entries[consumer.Name] = consumer.SecretKey
	}
	return entries
}
