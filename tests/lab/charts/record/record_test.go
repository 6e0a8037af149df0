package record_test

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/record"
)

// What is secret must not be taken for plain, at whatever depth it stands.
func TestSecretsAreKeptApart(t *testing.T) {
	secret := func(text string) pulumi.Output { return pulumi.ToSecret(pulumi.String(text)) }
	resources, err := record.Program(func(ctx *pulumi.Context) error {
		return ctx.RegisterResource("test:index:Thing", "thing", pulumi.Map{
			"plain": pulumi.String("p"),
			"whole": secret("a"),
			"map":   pulumi.Map{"plain": pulumi.Int(1), "deep": pulumi.Map{"password": secret("b")}},
			"list":  pulumi.Array{pulumi.String("x"), secret("c")},
		}, &pulumi.CustomResourceState{})
	})
	require.NoError(t, err)
	require.Len(t, resources, 1)
	assert.Equal(t, record.Resource{
		Type: "test:index:Thing", Name: "thing",
		Inputs:  map[string]any{"plain": "p", "map": map[string]any{"plain": 1.0, "deep": map[string]any{}}},
		Secrets: map[string]any{"whole": "a", "map": map[string]any{"deep": map[string]any{"password": "b"}}, "list": []any{"x", "c"}},
	}, resources[0])
}

func TestAFailingProgramIsAnError(t *testing.T) {
	_, err := record.Program(func(*pulumi.Context) error { return errors.New("no such thing") })
	assert.ErrorContains(t, err, "no such thing")
}
