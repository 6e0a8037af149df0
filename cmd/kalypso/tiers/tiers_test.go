package tiers

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/tools"
)

func TestTiersAreChosenInTheirOwnOrder(t *testing.T) {
	for name, c := range map[string]struct{ asked, want []string }{
		"all":  {nil, []string{"unit", "charts", "engine", "rehearsal", "live"}},
		"some": {[]string{"live", "unit"}, []string{"unit", "live"}},
	} {
		t.Run(name, func(t *testing.T) {
			chosen, err := choose(c.asked)
			require.NoError(t, err)
			var names []string
			for _, one := range chosen {
				names = append(names, one.name)
			}
			assert.Equal(t, c.want, names)
		})
	}
}

func TestUnknownTiersAreRefusedWithTheNearest(t *testing.T) {
	_, err := choose([]string{"unit", "rehearsl"})
	assert.ErrorContains(t, err, `no tier of tests is called "rehearsl", did you mean rehearsal; there are unit, charts, engine, rehearsal, live`)
}

func TestOnlyTiersThatDeployFetchTools(t *testing.T) {
	unit, err := choose([]string{"unit", "charts", "engine"})
	require.NoError(t, err)
	assert.Empty(t, deployed(unit))
	assert.Equal(t, tools.Embedded(), deployed([]tier{{name: "rehearsal"}}), "a kubelet is not needed, and builds on Linux only")
}
