package stacks_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
)

func TestPromise(t *testing.T) {
	recorded := deploy(t, nil)
	var kept []promised.Release
	for _, release := range promised.Releases() {
		one := recorded.get(t, "Release "+release.Name)
		namespace := recorded.get(t, "Namespace "+one.Inputs["namespace"].StringValue())
		metadata := namespace.Inputs["metadata"].ObjectValue()
		assert.Equal(t, fmt.Sprintf(".charts/%s-%s.tgz", release.Chart, one.Inputs["version"].StringValue()), one.Inputs["chart"].StringValue())
		wave, err := strconv.Atoi(metadata["annotations"].ObjectValue()[manifest.WaveAnnotation].StringValue())
		require.NoError(t, err)
		kept = append(kept, promised.Release{
			Component: one.component(),
			Namespace: metadata["name"].StringValue(),
			Name:      one.Inputs["name"].StringValue(),
			Chart:     release.Chart, // as the archive's name has just shown
			Wave:      wave,
		})
	}
	assert.Equal(t, promised.Releases(), kept)
	assert.Len(t, recorded.kind("Release"), len(promised.Releases()), "no Release beyond the promised ones")
	assert.Len(t, recorded.kind("Namespace"), 9, "eight components and telemetry")
}

func TestPromisedAddresses(t *testing.T) {
	endpoints := deploy(t, nil).output(t, "endpoints").(map[string]any)
	for _, address := range []struct{ name, want string }{
		{"minio.s3", "http://kalypso-minio.minio.svc.cluster.local:9000"},
		{"mimir.query", "http://mimir-gateway.mimir.svc.cluster.local:80/prometheus"},
		{"mimir.write", "http://mimir-gateway.mimir.svc.cluster.local:80/api/v1/push"},
		{"tempo.query", "http://tempo-gateway.tempo.svc.cluster.local:3100"},
		{"loki.query", "http://loki-gateway.loki.svc.cluster.local:80"},
		{"pyroscope.query", "http://pyroscope.pyroscope.svc.cluster.local:4040"},
	} {
		assert.Equal(t, address.want, endpoints[address.name], address.name)
	}
}

// One file per Release: in review their diff is what changes for users.
func TestValues(t *testing.T) {
	for _, release := range deploy(t, nil).kind("Release") {
		var text bytes.Buffer
		encoder := yaml.NewEncoder(&text)
		encoder.SetIndent(2)
		require.NoError(t, encoder.Encode(release.values(t)))
		golden(t, "values/"+release.GetName()+".yaml", text.String())
	}
}

// How Helm is used is the same for every Release, and part of what makes a failure recoverable.
func TestEveryReleaseIsMadeTheSameWay(t *testing.T) {
	for _, release := range deploy(t, nil).kind("Release") {
		assert.Equal(t, release.GetName(), release.Inputs["name"].StringValue(), "autonaming would change every address")
		assert.InDelta(t, 900, release.Inputs["timeout"].NumberValue(), 0, "seconds; a cold image pull takes long")
		assert.InDelta(t, 5, release.Inputs["maxHistory"].NumberValue(), 0)
		assert.True(t, release.Inputs["cleanupOnFail"].BoolValue())
		assert.False(t, release.Inputs["skipCrds"].BoolValue())
		assert.True(t, release.GetDeleteBeforeReplace(), "two releases of one name cannot stand beside each other")
	}
}
