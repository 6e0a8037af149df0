package engine

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	kubernetes "github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

const otherUID = "00000000-0000-0000-0000-000000000002"

// answering stands in for a cluster with that UID, "" for one that does not answer.
func answering(uid string) func(context.Context, config.Cluster) (kubernetes.Answer, error) {
	return func(context.Context, config.Cluster) (kubernetes.Answer, error) {
		if uid == "" {
			return kubernetes.Answer{}, kubernetes.UnreachableError{Err: assert.AnError}
		}
		return kubernetes.Answer{Version: kubernetes.Version{Major: 1, Minor: 34}, UID: uid}, nil
	}
}

// Another cluster in a deployed stack: nothing is made there, and nothing deleted here.
func TestAnotherClusterIsRefusedBeforeAnythingHappens(t *testing.T) {
	existing := func(context string) map[string]any { return map[string]any{"driver": "existing", "context": context} }
	for name, c := range map[string]struct {
		first, then map[string]any
		uid         string
		want        string
	}{
		"another context":           {existing("a"), existing("b"), otherUID, "UID " + otherUID},
		"another behind it":         {existing("a"), existing("a"), otherUID, "kalypso:cluster.rebind " + otherUID},
		"kind, made anew":           {map[string]any{"driver": "kind"}, map[string]any{"driver": "kind"}, otherUID, "pulumi up --refresh"},
		"another name of kind":      {map[string]any{"driver": "kind"}, map[string]any{"driver": "kind", "name": "other"}, stackstest.UID, "kind-other"},
		"another driver":            {map[string]any{"driver": "kind"}, map[string]any{"driver": "colima"}, stackstest.UID, "colima-kalypso"},
		"made, and then existing":   {map[string]any{"driver": "kind"}, existing("kind-kalypso"), stackstest.UID, "`pulumi destroy` first"},
		"existing, and then a kind": {existing("a"), map[string]any{"driver": "kind"}, stackstest.UID, "kind-kalypso"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t, stackstest.Config{"cluster": c.first, "ebpf": "off"})
			s.mustUp()
			before := s.resources()
			s.configure(stackstest.Config{"cluster": c.then, "ebpf": "off"})
			s.ask = answering(c.uid)
			steps, err := s.up()
			require.Error(t, err)
			assert.Empty(t, steps)
			assert.Empty(t, s.tape, "no provider is asked to do anything")
			assert.Equal(t, before, s.resources())
		})
	}
}

// A cluster that was restored, or has another name now, is the stack's when the configuration says so: nothing in it changes.
func TestRebindChangesNothing(t *testing.T) {
	cluster := map[string]any{"driver": "existing", "context": "a"}
	s := newStack(t, stackstest.Config{"cluster": cluster})
	s.mustUp()
	s.ask = answering(otherUID)
	s.configure(stackstest.Config{"cluster": map[string]any{"driver": "existing", "context": "a", "rebind": otherUID}})
	assert.Empty(t, s.mustUp())
	assert.Empty(t, s.tape)
}

// The context that the first update found stands in the state. A machine that knows no cluster sees no change.
func TestTheContextIsSettledAtTheFirstUpdate(t *testing.T) {
	s := newStack(t, stackstest.Config{"cluster": map[string]any{"driver": "existing"}})
	s.mustUp()
	assert.Empty(t, s.mustUp())
}
