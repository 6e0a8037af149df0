package minio

import (
	"fmt"

	"github.com/pulumi/pulumi-minio/sdk/go/minio"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// identities makes users, policies and attachments through the MinIO provider, which dials args.Endpoint from the
// machine that runs Pulumi. They go with the release: destroying MinIO does not ask a server that is already gone.
func (m *MinIO) identities(ctx *pulumi.Context, args Args, server *kit.Release) error {
	provider, err := minio.NewProvider(ctx, "minio", &minio.ProviderArgs{
		MinioServer:   pulumi.String(args.Endpoint),
		MinioUser:     hidden(args.RootUser),
		MinioPassword: hidden(args.RootPassword),
		MinioRegion:   pulumi.String(Addresses(args.Component, args.Settings.Domain).Region),
	}, pulumi.Parent(m))
	if err != nil {
		return fmt.Errorf("connecting to minio at %s: %w", args.Endpoint, err)
	}
	opts := []pulumi.ResourceOption{
		pulumi.Parent(m), pulumi.Provider(provider), pulumi.DependsOn([]pulumi.Resource{server}), pulumi.DeletedWith(server),
	}
	for _, consumer := range args.Consumers {
		if err := m.identity(ctx, consumer, opts); err != nil {
			return fmt.Errorf("making the minio user of %s: %w", consumer.Name, err)
		}
	}
	return nil
}

func (m *MinIO) identity(ctx *pulumi.Context, consumer Consumer, opts []pulumi.ResourceOption) error {
	document, err := policyDocument(consumer.Bucket)
	if err != nil {
		return err
	}
	policy, err := minio.NewIamPolicy(ctx, consumer.Name, &minio.IamPolicyArgs{
		Name: pulumi.String(Provider.policy(consumer.Name)), Policy: pulumi.String(document),
	}, opts...)
	if err != nil {
		return err
	}
	user, err := minio.NewIamUser(ctx, consumer.Name, &minio.IamUserArgs{
		Name:   hidden(consumer.User),
		Secret: hidden(consumer.SecretKey),
	}, opts...)
	if err != nil {
		return err
	}
	attachment, err := minio.NewIamUserPolicyAttachment(ctx, consumer.Name, &minio.IamUserPolicyAttachmentArgs{
		UserName: user.Name, PolicyName: policy.Name,
	}, opts...)
	if err != nil {
		return err
	}
	m.AddReady(attachment)
	return nil
}

func hidden(secret credential.Secret) pulumi.StringOutput {
	return pulumi.ToSecret(pulumi.String(secret.Reveal())).(pulumi.StringOutput)
}
