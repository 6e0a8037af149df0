package stacks_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// The plan is shown without an engine: no secret can be read, no cluster is asked, no archive is there.
func TestShowPrintsEveryComponentInItsOrderWithWhatItRequests(t *testing.T) {
	project := stackstest.Project(t)
	t.Setenv("PULUMI_CONFIG", `{"kalypso:cluster":"{\"driver\":\"existing\",\"context\":\"here\"}","kalypso:components":"{\"tempo\":{\"enabled\":false}}"}`)
	var out bytes.Buffer
	require.NoError(t, stacks.Program{Dir: project}.Show(&out))
	lines := strings.Split(out.String(), "\n")
	assert.Contains(t, out.String(), "Plan for the cluster of context here, profile dev:")
	position := func(name string) int {
		for i, line := range lines {
			if fields := strings.Fields(line); len(fields) > 1 && fields[1] == name {
				return i
			}
		}
		return -1
	}
	assert.NotEqual(t, -1, position("minio"))
	assert.Less(t, position("minio"), position("mimir"))
	assert.Less(t, position("mimir"), position("grafana"))
	assert.Equal(t, -1, position("tempo"), "it is switched off")
	assert.Regexp(t, `minio +every lower wave +minio \S+ +minio +\d+ m +\d+ MiB +10 GiB`, out.String())
	assert.Regexp(t, `requested in all +\d+ m +\d+ MiB +\d+ GiB`, out.String())
}

func TestShowRefusesWhatAnUpdateWould(t *testing.T) {
	project := stackstest.Project(t)
	t.Setenv("PULUMI_CONFIG", `{"kalypso:profile":"big","kalypso:retenton":"{}","kalypso:components":"{\"loki\":{\"values\":{\"existingSecret\":1,\"no-such-key\":1}}}"}`)
	var out bytes.Buffer
	err := stacks.Program{Dir: project}.Show(&out)
	assert.ErrorContains(t, err, "kalypso:profile")
	assert.ErrorContains(t, err, "did you mean retention")
	assert.ErrorContains(t, err, "no-such-key", "charts.lock knows every chart's keys")
	assert.NotContains(t, err.Error(), "rootSecret")
}
