package cluster_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
)

// The three ways on that a refusal names.
const (
	anotherStack = "pulumi stack init"
	destroyFirst = "`pulumi destroy` first"
	rebindKey    = "pulumi config set --path kalypso:cluster.rebind"
)

func TestOneStackIsOneCluster(t *testing.T) {
	existing := func(context, uid string) cluster.Identity {
		return cluster.Identity{Driver: config.Existing, Context: context, UID: uid}
	}
	made := func(driver config.Driver, name, uid string) cluster.Identity {
		return cluster.Identity{Driver: driver, Name: name, Context: string(driver) + "-" + name, UID: uid}
	}
	for name, c := range map[string]struct {
		recorded, now cluster.Identity
		rebind        string
		want          []string // what the refusal says; none for none
	}{
		"the same":                      {existing("a", "1"), existing("a", "1"), "", nil},
		"another context, same cluster": {existing("a", "1"), existing("b", "1"), "", nil},
		"another cluster": {existing("a", "1"), existing("b", "2"), "",
			[]string{`context "a" (UID 1)`, `context "b" (UID 2)`, anotherStack, destroyFirst, rebindKey + " 2"}},
		"another cluster under that context": {existing("a", "1"), existing("a", "2"), "", []string{"UID 1", "UID 2", rebindKey + " 2"}},
		"rebound":                            {existing("a", "1"), existing("a", "2"), "2", nil},
		"rebound to a third":                 {existing("a", "1"), existing("a", "2"), "3", []string{"UID 2"}},
		"back to the first after a rebind":   {existing("a", "1"), existing("a", "1"), "2", []string{"UID 1"}},
		"no answer, same context":            {existing("a", "1"), existing("a", ""), "", nil},
		"no answer, another context":         {existing("a", "1"), existing("b", ""), "", []string{`"a"`, `"b"`, anotherStack}},
		"no answer, no context":              {existing("a", "1"), existing("", ""), "", nil},
		"colima, before it was made":         {made(config.Colima, "k", ""), made(config.Colima, "k", ""), "", nil},
		"colima, answering":                  {made(config.Colima, "k", ""), made(config.Colima, "k", "1"), "", nil},
		"colima, made anew":                  {made(config.Colima, "k", "1"), made(config.Colima, "k", "2"), "", []string{"made anew", "rebind 2", "pulumi up --refresh"}},
		"another name":                       {made(config.Kind, "k", ""), made(config.Kind, "l", ""), "", []string{"kind-k", "kind-l", anotherStack, destroyFirst}},
		"another driver":                     {made(config.Kind, "k", ""), made(config.Colima, "k", "1"), "", []string{"kind-k", "colima-k", destroyFirst}},
		// Its command would go, and with it the machine: no rebind can mend that.
		"no driver any more": {made(config.Colima, "k", ""), existing("colima-k", "1"), "1", []string{"delete", anotherStack, destroyFirst}},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.recorded.Check(c.now, c.rebind)
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			for _, want := range append(c.want, "kalypso:cluster") {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}
