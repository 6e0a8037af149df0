package engine

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	kubernetes "github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// stored are the namespaces of components that store something.
func stored() []string {
	return []string{"grafana", "loki", "mimir", "minio", "pyroscope", "telemetry", "tempo"}
}

const namespaceKind = "kubernetes:core/v1:Namespace"

// namespaces are those in the cluster.
func (c *cluster) namespaces() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.alive)) {
		if short, is := strings.CutPrefix(name, namespaceKind+" /"); is {
			names = append(names, short)
		}
	}
	return names
}

// A component that is switched off, and a stack that is destroyed, leave the namespaces of what they store where it is kept, and nothing
// else; the next update takes them over, whatever has become of their labels, and the one after it has nothing to do.
func TestWhatIsKeptIsTakenOver(t *testing.T) {
	keys := stackstest.Config{"data": "keep"}
	s := newStack(t, keys)
	s.mustUp()
	whole := s.resources()

	s.configure(keys.With(stackstest.Config{"components": stackstest.Off("loki")}))
	s.mustUp()
	assert.Contains(t, s.namespaces(), "loki")
	assert.NotContains(t, s.resources(), "Namespace loki")
	assert.NotContains(t, s.alive, "kubernetes:helm.sh/v3:Release loki/loki")

	_, err := s.destroy()
	require.NoError(t, err)
	assert.Equal(t, stored(), s.namespaces())
	assert.Len(t, s.alive, len(stored()), "and nothing else: %q", slices.Sorted(maps.Keys(s.alive)))

	s.configure(keys)
	s.answering(t)
	steps := s.mustUp()
	for _, name := range stored() {
		assert.Contains(t, did(steps, "import"), "Namespace "+name)
	}
	assert.NotContains(t, did(steps, "create"), "Namespace loki")
	assert.Equal(t, withoutRuns(unannounced(whole)), withoutRuns(unannounced(s.resources())))
	s.answering(t)
	assert.Empty(t, s.mustUp(), "what is in the state is not imported again")
}

// Where data is to go, a destroy leaves nothing, also of what was kept until then.
func TestWhatIsKeptNoMoreGoes(t *testing.T) {
	s := newStack(t, stackstest.Config{"data": "keep"})
	s.mustUp()
	s.configure(stackstest.Config{"data": "delete"})
	steps := s.mustUp()
	assert.Contains(t, did(steps, "update"), "Namespace loki", "it says what becomes of it")
	_, err := s.destroy()
	require.NoError(t, err)
	assert.Empty(t, s.alive)
}

// answering makes the cluster answer questions about its namespaces.
func (s *stack) answering(t *testing.T) {
	t.Helper()
	server := apitest.Healthy()
	var all []string
	for _, name := range s.namespaces() {
		at := namespaceKind + " /" + name
		object := s.alive[at].Mappable()
		metadata := object["metadata"].(map[string]any)
		metadata["managedFields"] = []any{map[string]any{"manager": "pulumi-kubernetes"}}
		text, err := json.Marshal(object)
		require.NoError(t, err)
		all = append(all, string(text))
	}
	server.List("/api/v1/namespaces", all...)
	client := server.Start(t)
	s.ask = func(context.Context, config.Cluster) (kubernetes.Answer, error) {
		return kubernetes.Answer{Version: kubernetes.Version{Major: 1, Minor: 34}, UID: stackstest.UID, API: client}, nil
	}
}

// read is what the provider finds of an object that is imported: no more than its name, as without a schema.
func (c *cluster) read(request plugin.ReadRequest) (plugin.ReadResponse, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	inputs := resource.PropertyMap{"metadata": resource.NewProperty(resource.PropertyMap{"name": resource.NewProperty(string(request.ID))})}
	if _, exists := c.alive[key(request.URN, inputs)]; !exists {
		return plugin.ReadResponse{}, nil
	}
	return plugin.ReadResponse{ReadResult: plugin.ReadResult{ID: request.ID, Inputs: inputs, Outputs: inputs}, Status: resource.StatusOK}, nil
}
