package kit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

func TestListsThatCarryWiringAreExtended(t *testing.T) {
	env := func(name, value string) any { return tree{"name": name, "value": value} }
	secret := func(name string) any { return tree{"secretRef": tree{"name": name}} }
	values := kit.Values{
		Computed: tree{
			"env": []any{env("GOMEMLIMIT", "1GiB"), env("A", "1")}, "extraVolumes": []any{env("rules", "")}, "args": []any{"-a"},
			"extraInitContainers": []any{env("keeper", "")}, "pod": tree{"extraVolumeMounts": []any{env("rules", "")}},
		},
		Protected: tree{"extraEnvFrom": []any{secret("ours")}},
	}
	chart := manifest.Chart{Values: tree{"extraEnvs": []any{env("S", "1")}}}
	overrides := tree{
		"env": []any{env("GOMEMLIMIT", "2GiB"), env("B", "2")}, "extraVolumes": []any{env("mine", "")}, "args": []any{"-b"},
		"extraInitContainers": []any{}, "pod": tree{"extraVolumeMounts": []any{env("mine", "")}}, "extraEnvFrom": []any{secret("theirs")},
		"extraEnvs": []any{env("T", "2")}, "envFrom": []any{secret("new")},
	}
	assert.Equal(t, tree{
		"env": []any{env("GOMEMLIMIT", "2GiB"), env("B", "2"), env("A", "1")}, "extraVolumes": []any{env("mine", ""), env("rules", "")},
		"args": []any{"-b"}, "extraInitContainers": []any{env("keeper", "")},
		"pod": tree{"extraVolumeMounts": []any{env("mine", ""), env("rules", "")}}, "extraEnvFrom": []any{secret("theirs"), secret("ours")},
		"extraEnvs": []any{env("T", "2"), env("S", "1")}, "envFrom": []any{secret("new")},
	}, values.Merged(chart, overrides))
	assert.Empty(t, kit.Conflicts(values.Protected, overrides))
	assert.Equal(t, []string{"extraEnvFrom"}, kit.Conflicts(values.Protected, tree{"extraEnvFrom": "x"}))
}
