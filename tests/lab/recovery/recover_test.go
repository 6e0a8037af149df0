package recovery

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// platform is a state in which Mimir is deployed and MinIO has a user; made and pending are put into it.
func platform(t *testing.T, made, pending string) *state {
	s, err := decodeState(fmt.Sprintf(`{"version": 3, "deployment": {"manifest": {"magic": 12345678901234567890}, "resources": [
		{"urn": "urn:pulumi:dev::kalypso::kubernetes:helm.sh/v3:Release::minio", "type": "kubernetes:helm.sh/v3:Release", "id": "minio/minio",
		 "inputs": {"name": "minio", "namespace": "minio"}},
		{"urn": "urn:pulumi:dev::kalypso::minio:index/iamUser:IamUser::loki", "type": "minio:index/iamUser:IamUser", "id": "loki"},
		{"urn": "urn:pulumi:dev::kalypso::kubernetes:core/v1:Secret::loki", "type": "kubernetes:core/v1:Secret", "id": "loki/s3",
		 "dependencies": ["urn:pulumi:dev::kalypso::minio:index/iamUser:IamUser::loki"]}%s],
		"pending_operations": [%s]}}`, made, pending))
	require.NoError(t, err)
	return s
}

func release(name string) string {
	return fmt.Sprintf(`{"urn": "urn:pulumi:dev::kalypso::kubernetes:helm.sh/v3:Release::%[1]s", "type": "kubernetes:helm.sh/v3:Release",
		"inputs": {"name": %[1]q, "namespace": %[1]q, "chart": "charts/%[1]s-1.0.0.tgz"}}`, name)
}

func namespace(name string) string {
	return fmt.Sprintf(`{"urn": "urn:pulumi:dev::kalypso::kubernetes:core/v1:Namespace::%[1]s", "type": "kubernetes:core/v1:Namespace",
		"inputs": {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": %[1]q}}}`, name)
}

func operation(kind, resource string) string {
	return fmt.Sprintf(`{"type": %q, "resource": %s}`, kind, resource)
}

// cluster answers with the objects at their addresses, and keeps what is written.
type cluster struct {
	objects map[string]any
	written []string
}

func (c *cluster) client(t *testing.T) *kube.Client {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		object, ok := c.objects[r.URL.Path]
		if r.Method != http.MethodGet {
			c.written = append(c.written, r.Method+" "+r.URL.Path)
		} else if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		_ = json.NewEncoder(w).Encode(object)
	}))
	t.Cleanup(s.Close)
	client, err := kube.New(&rest.Config{Host: s.URL})
	require.NoError(t, err)
	return client
}

// standing is a cluster with MinIO and, unless the status is "", a release mimir.
func standing(t *testing.T, chart, status string) *cluster {
	c := &cluster{objects: map[string]any{
		"/api/v1":                  map[string]any{"resources": []any{map[string]any{"name": "namespaces", "kind": "Namespace"}}},
		"/api/v1/namespaces/minio": map[string]any{}, "/api/v1/namespaces/minio/secrets": map[string]any{},
		"/api/v1/namespaces/mimir/secrets": map[string]any{},
	}}
	if status != "" {
		data, err := records.Encode(map[string]any{"name": "mimir", "version": 1, "info": map[string]any{"status": status},
			"chart": map[string]any{"metadata": map[string]any{"name": chart}}})
		require.NoError(t, err)
		labels := map[string]any{"name": "mimir", "version": "1"}
		secret := map[string]any{"metadata": map[string]any{"labels": labels}, "data": map[string]any{"release": data}}
		c.objects["/api/v1/namespaces/mimir/secrets"] = map[string]any{"items": []any{secret}}
		c.objects["/api/v1/namespaces/mimir/secrets/sh.helm.release.v1.mimir.v1"] = secret
	}
	return c
}

func TestRepair(t *testing.T) {
	const record = "PATCH /api/v1/namespaces/mimir/secrets/sh.helm.release.v1.mimir.v1"
	deployed := "," + release("mimir")
	creating, updating := operation("creating", release("mimir")), operation("updating", release("mimir"))
	deleting := operation("deleting", release("mimir"))
	type want struct {
		written    []string
		known      bool // mimir is in the state
		unfinished bool
		err        string
	}
	for name, c := range map[string]struct {
		made, pending string
		chart, status string
		want          want
	}{
		"killed before Helm began":           {"", creating, "", "", want{}},
		"killed in an installation":          {"", creating, "mimir", "pending-install", want{[]string{record}, true, true, ""}},
		"killed after an installation":       {"", creating, "mimir", "deployed", want{nil, true, true, ""}},
		"a release of somebody else":         {"", creating, "other", "deployed", want{err: "uninstall it first"}},
		"killed in an upgrade":               {deployed, updating, "mimir", "pending-upgrade", want{[]string{record}, true, true, ""}},
		"killed after an upgrade":            {deployed, updating, "mimir", "deployed", want{nil, true, true, ""}},
		"pending operations cleared by hand": {deployed, "", "mimir", "pending-upgrade", want{[]string{record}, true, true, ""}},
		"killed in an uninstallation":        {deployed, deleting, "mimir", "uninstalling", want{[]string{record}, true, true, ""}},
		"killed after an uninstallation":     {deployed, deleting, "", "", want{}},
		"healthy":                            {deployed, "", "mimir", "deployed", want{known: true}},
	} {
		t.Run(name, func(t *testing.T) {
			at := standing(t, c.chart, c.status)
			var said lines
			r := &run{Recovery: Recovery{Say: said.say}, state: platform(t, c.made, c.pending), Client: at.client(t)}
			err := r.repair(t.Context())
			assert.Equal(t, c.want.written, at.written)
			if c.want.err != "" {
				require.ErrorContains(t, err, c.want.err)
				return
			}
			require.NoError(t, err)
			found := r.state.find("urn:pulumi:dev::kalypso::kubernetes:helm.sh/v3:Release::mimir")
			assert.Equal(t, c.want.known, found != nil)
			assert.Equal(t, c.want.unfinished, found["initErrors"] != nil)
			assert.Empty(t, r.state.pending())
			assert.Equal(t, c.pending != "" || c.want.unfinished, r.state.changed)
			if c.made == "" && c.want.known {
				assert.Equal(t, "mimir/mimir", found["id"])
				assert.Equal(t, "mimir", found["outputs"].(map[string]any)["name"])
			}
		})
	}
}

func TestAnObjectIsRecordedAndNeverRemoved(t *testing.T) {
	ours := map[string]any{"metadata": map[string]any{"managedFields": []any{map[string]any{"manager": "pulumi-kubernetes-1a2b"}}}}
	pending := operation("creating", namespace("mimir"))
	for name, c := range map[string]struct {
		live  any
		known bool
		err   string
	}{
		"made":            {ours, true, ""},
		"not made":        {nil, false, ""},
		"nobody's":        {map[string]any{"metadata": map[string]any{}}, true, ""},
		"somebody else's": {map[string]any{"metadata": map[string]any{"managedFields": []any{map[string]any{"manager": "kubectl"}}}}, false, "Namespace mimir: it exists, and was not made by Pulumi"},
	} {
		t.Run(name, func(t *testing.T) {
			at := standing(t, "", "")
			if c.live != nil {
				at.objects["/api/v1/namespaces/mimir"] = c.live
			}
			var said lines
			r := &run{Recovery: Recovery{Say: said.say}, state: platform(t, "", pending), Client: at.client(t)}
			err := r.repair(t.Context())
			found := r.state.find("urn:pulumi:dev::kalypso::kubernetes:core/v1:Namespace::mimir")
			assert.Equal(t, c.known, found != nil)
			assert.Empty(t, at.written)
			if c.err != "" {
				require.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			if name == "made" {
				assert.Equal(t, "pulumi-kubernetes-1a2b", found["outputs"].(map[string]any)["__fieldManager"])
			}
		})
	}
}

func TestAnInstallationThatTheStateDoesNotKnowCanBeginAgain(t *testing.T) {
	at := standing(t, "mimir", "pending-install")
	var said lines
	r := &run{Recovery: Recovery{Say: said.say}, state: platform(t, ","+namespace("mimir"), ""), Client: at.client(t)}
	require.NoError(t, r.repair(t.Context()))
	assert.Equal(t, []string{"DELETE /api/v1/namespaces/mimir/secrets/sh.helm.release.v1.mimir.v1"}, at.written)
	assert.False(t, r.state.changed)

	elsewhere := standing(t, "mimir", "pending-install")
	r = &run{Recovery: Recovery{Say: said.say}, state: platform(t, "", ""), Client: elsewhere.client(t)}
	require.NoError(t, r.repair(t.Context()))
	assert.Empty(t, elsewhere.written, "the namespace is not the stack's")
}

func TestWhatWasInALostMinIOIsForgotten(t *testing.T) {
	at := standing(t, "", "")
	delete(at.objects, "/api/v1/namespaces/minio")
	var said lines
	r := &run{Recovery: Recovery{Say: said.say}, state: platform(t, "", ""), Client: at.client(t)}
	require.NoError(t, r.repair(t.Context()))
	text, err := json.Marshal(r.state.whole)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "iamUser", "neither it nor what depends on it names it")
	assert.Contains(t, string(text), "12345678901234567890", "what is not known here stays as it is")
	assert.Contains(t, said[0], "gone with the cluster")
}

func TestWithoutAClusterNothingIsGuessed(t *testing.T) {
	r := &run{state: platform(t, "", operation("creating", release("mimir")))}
	require.ErrorContains(t, r.repair(context.Background()), "the cluster does not answer")
	assert.False(t, r.state.changed)
	r = &run{state: platform(t, "", "")}
	assert.NoError(t, r.repair(context.Background()))
}

// An API server that died in between has accepted a definition, and does not serve it: without a touch it never will.
func TestADefinitionThatIsNotServedIsTouched(t *testing.T) {
	definition := func(name, made, established string) map[string]any {
		return map[string]any{"metadata": map[string]any{"name": name, "creationTimestamp": made}, "status": map[string]any{"conditions": []any{
			map[string]any{"type": "NamesAccepted", "status": "True"}, map[string]any{"type": "Established", "status": established}}}}
	}
	now := time.Now().UTC().Format(time.RFC3339)
	c := &cluster{objects: map[string]any{definitions: map[string]any{"items": []any{
		definition("stuck", "2026-01-01T00:00:00Z", "False"), definition("served", "2026-01-01T00:00:00Z", "True"), definition("new", now, "False"),
	}}}}
	var said []string
	work := &run{Recovery: Recovery{Say: func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }}, Client: c.client(t)}
	require.NoError(t, work.wake(t.Context()))
	assert.Equal(t, []string{"PATCH " + definitions + "/stuck", "PATCH " + definitions + "/stuck"}, c.written)
	require.Len(t, said, 1)
	assert.Contains(t, said[0], "stuck")
}
