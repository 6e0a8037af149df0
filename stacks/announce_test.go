package stacks_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// announces reports whether a resource is the word of an update, which comes with every change and waits for everything.
func announces(id string) bool { return strings.HasPrefix(id, announcement) }

const announcement = "ConfigMap telemetry/kalypso-deployment-"

// announced is the ConfigMap that tells of an update.
func announced(t *testing.T, r *recording) registration {
	t.Helper()
	found := r.where(func(one registration) bool {
		return strings.HasPrefix(one.id(), "ConfigMap telemetry/kalypso-deployment-")
	})
	require.Len(t, found, 1)
	return found[0]
}

func TestAnUpdateIsAnnouncedWhenSomethingChanged(t *testing.T) {
	project := stackstest.Project(t)
	t.Setenv("GITHUB_SHA", "0123456789abcdef")
	t.Setenv("GITHUB_ACTOR", "ada")
	first := announced(t, deployIn(t, project, nil))
	message := first.Plain()["data"].(map[string]any)["message"]
	assert.Contains(t, message, "Pulumi deployed stack test: otel, ")
	assert.Contains(t, message, "loki 6.49.0")
	assert.Contains(t, message, ", from commit 0123456789ab, by ada")

	t.Setenv("GITHUB_SHA", "fedcba9876543210")
	t.Setenv("GITHUB_ACTOR", "grace")
	again := announced(t, deployIn(t, project, nil))
	assert.Equal(t, first.GetName(), again.GetName(), "another commit alone changes nothing")
	assert.Contains(t, again.GetIgnoreChanges(), "data")

	changed := announced(t, deployIn(t, project, stackstest.Config{"retention": map[string]any{"logs": "14d"}}))
	assert.NotEqual(t, first.GetName(), changed.GetName())
	assert.Greater(t, len(changed.GetDependencies()), 9, "it comes when everything is there")
}
