package recorder_test

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit/recorder"
)

// What is secret must not be taken for plain, at whatever depth it stands.
func TestSecretsAreKeptApart(t *testing.T) {
	secret := func(text string) pulumi.Output { return pulumi.ToSecret(pulumi.String(text)) }
	recorded, err := recorder.Run(false, func(ctx *pulumi.Context) error {
		return ctx.RegisterResource("test:index:Thing", "thing", pulumi.Map{
			"plain": pulumi.String("p"),
			"whole": secret("a"),
			"map":   pulumi.Map{"plain": pulumi.Int(1), "deep": pulumi.Map{"password": secret("b")}},
			"list":  pulumi.Array{pulumi.String("x"), secret("c")},
		}, &pulumi.CustomResourceState{})
	})
	require.NoError(t, err)
	thing := recorded.Resources[len(recorded.Resources)-1]
	require.Equal(t, "test:index:Thing thing", thing.GetType()+" "+thing.GetName())
	require.Equal(t, map[string]any{"plain": "p", "map": map[string]any{"plain": 1.0, "deep": map[string]any{}}}, thing.Plain())
	require.Equal(t, map[string]any{
		"plain": "p", "whole": "a", "list": []any{"x", "c"},
		"map": map[string]any{"plain": 1.0, "deep": map[string]any{"password": "b"}},
	}, thing.Clear())
}

func TestAFailingProgramIsAnError(t *testing.T) {
	_, err := recorder.Run(false, func(*pulumi.Context) error { return errors.New("no such thing") })
	require.ErrorContains(t, err, "no such thing")
}
