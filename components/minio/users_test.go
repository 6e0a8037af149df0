package minio

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

func jobName(args Args, task, server string) string {
	args.Spec, args.Charts = spec(), []manifest.Chart{{}}
	return kit.Lookup(job(args, task, server), "metadata", "name").(string)
}

// A Job runs once, so whatever it should see gives it another name.
func TestAJobRunsAgainWithEachChange(t *testing.T) {
	before := Args{Consumers: consumers(), Fingerprint: "root", Backends: []string{"loki", "mimir"}}
	rotated := before
	rotated.Consumers = consumers()
	rotated.Consumers[0].Fingerprint = "l2"
	fewer, root, provider := before, before, before
	fewer.Consumers, root.Fingerprint, provider.Endpoint = consumers()[:1], "another", "localhost:30900"
	names := map[string]string{jobName(before, "make", "server"): "before"}
	for what, name := range map[string]string{
		"a rotation": jobName(rotated, "make", "server"), "a backend less": jobName(fewer, "make", "server"),
		"another administrator": jobName(root, "make", "server"), "the provider": jobName(provider, "make", "server"),
		"another server": jobName(before, "make", "server 2"), "another task": jobName(before, "retire", "server"),
	} {
		assert.Empty(t, names[name], what)
		names[name] = what
	}
	assert.Contains(t, names, jobName(before, "make", "server"), "the same again is no change")
}

func TestIdentityFiles(t *testing.T) {
	files, err := identityFiles(consumers())
	require.NoError(t, err)
	require.Len(t, files, 4)
	assert.Equal(t, "loki-user\nloki-password\n", files["loki"].Reveal())
	assert.JSONEq(t, lokiPolicy, files["loki.json"].Reveal())
}

// The two modes never own the same policy: what one removes last, the other has made first.
func TestModesShareNothing(t *testing.T) {
	assert.Equal(t, Job, ModeOf(""))
	assert.Equal(t, Provider, ModeOf("localhost:30900"))
	assert.NotEqual(t, Job.policy("loki"), Provider.policy("loki"))
	assert.Equal(t, "loki=loki mimir=mimir", policyNames(Args{Consumers: consumers()}))
}
