// Package minio is the platform's object store: one standalone MinIO server, with a bucket, a user and a policy for
// each backend. It needs nothing and offers an S3 address. Buckets are made by the chart's post-install Job, always;
// users and policies by the MinIO provider where the machine that runs Pulumi can reach the server, else by a Job of ours.
package minio

import (
	"errors"

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

// The Secrets: the administrator, which the chart reads, and what the Jobs of identities read.
const (
	rootSecret  = "kalypso-minio-root"
	usersSecret = "kalypso-minio-users"
)

// Args are what the configuration decides.
type Args struct {
	kit.Spec
	Sizing sizing.MinIO
	// RootUser and RootPassword are the administrator's; only this component uses them.
	RootUser, RootPassword credential.Secret
	// Fingerprint changes when RootPassword does.
	Fingerprint string
	// Consumers get a bucket, a user and a policy each.
	Consumers []Consumer
	// Backends are all that may ever have had a user.
	Backends []string
	// Endpoint is host:port where the machine that runs Pulumi reaches S3; empty if it cannot.
	Endpoint string
	// NodePort publishes S3 on that port of every node; 0 leaves it inside the cluster.
	NodePort int
}

// Consumer is one backend's identity and the one bucket that it reaches.
type Consumer struct {
	Name   string // names the policy and the resources
	Bucket string
	// User has a name that cannot be guessed, and another one with each other SecretKey, so that a rotation makes a new user.
	User, SecretKey credential.Secret
	// Fingerprint changes when they do.
	Fingerprint string
}

// mode says who makes the users.
func (a Args) mode() Mode { return ModeOf(a.Endpoint) }

// MinIO is the deployed store.
type MinIO struct {
	kit.Component
	args   Args
	script pulumi.Resource
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

// New deploys MinIO. It is ready when every bucket is there and every user has its policy.
func New(ctx *pulumi.Context, args Args, opts ...pulumi.ResourceOption) (*MinIO, error) {
	m := &MinIO{args: args}
	if err := m.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	root := map[string]credential.Secret{
		"rootUser":     args.RootUser,
		"rootPassword": args.RootPassword,
	}
	if err := m.Secret(rootSecret, root); err != nil {
		return nil, err
	}
	files, err := identityFiles(args.Consumers)
	if err != nil {
		return nil, err
	}
	if err := m.Secret(usersSecret, files); err != nil {
		return nil, err
	}
	server, err := m.Release(release, values(args))
	if err != nil {
		return nil, err
	}
	if args.mode() == Provider {
		err = m.identities(ctx, args, server)
	}
	if err := errors.Join(err, m.users(server)); err != nil {
		return nil, err
	}
	return m, m.Finish(pulumi.Map{"endpoint": pulumi.String(Addresses(args.Component, args.Settings.Domain).URL())})
}
