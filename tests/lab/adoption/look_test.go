package adoption

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// apiServer keeps objects, and does of the API what adopting needs: a set's service is fixed, a gadget is a custom resource.
type apiServer struct {
	mutex   sync.Mutex
	objects map[string]kube.Object
	written []string
}

const kinds = `{"resources": [{"name": "statefulsets", "kind": "StatefulSet", "namespaced": true}, {"name": "secrets", "kind": "Secret", "namespaced": true},
	{"name": "persistentvolumeclaims", "kind": "PersistentVolumeClaim", "namespaced": true}, {"name": "namespaces", "kind": "Namespace"},
	{"name": "gadgets", "kind": "Gadget", "namespaced": true}]}`

func (s *apiServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	body, _ := io.ReadAll(r.Body)
	var change kube.Object
	_ = json.Unmarshal(body, &change)
	live, found := s.objects[r.URL.Path]
	refuse := func(code int, reason, message string) {
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]any{"kind": "Status", "reason": reason, "message": message, "code": code})
	}
	if r.Method != http.MethodGet && !r.URL.Query().Has("dryRun") {
		s.written = append(s.written, r.Method+" "+r.URL.RequestURI())
	}
	switch service, set := render.At[string](change, "spec", "serviceName"); {
	case r.URL.Path == "/api/v1" || r.URL.Path == "/apis/apps/v1" || r.URL.Path == "/apis/example.org/v1":
		_, _ = io.WriteString(w, kinds)
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/secrets"):
		items := []any{}
		for path, object := range s.objects {
			if strings.Contains(path, "sh.helm.release") {
				items = append(items, object)
			}
		}
		_ = json.NewEncoder(w).Encode(kube.Object{"items": items})
	case r.Method == http.MethodPost:
		name, _ := render.At[string](change, "metadata", "name")
		s.objects[r.URL.Path+"/"+name] = change
	case !found:
		refuse(http.StatusNotFound, "NotFound", "not found")
	case r.Method == http.MethodDelete:
		delete(s.objects, r.URL.Path)
	case r.Method == http.MethodGet:
		_ = json.NewEncoder(w).Encode(live)
	case strings.Contains(r.URL.Path, "gadgets") && strings.Contains(r.Header.Get("Content-Type"), "strategic"):
		refuse(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "the body of the request was in an unknown format")
	case set && service != live["spec"].(map[string]any)["serviceName"]:
		refuse(http.StatusUnprocessableEntity, "Invalid", `StatefulSet.apps "set" is invalid: spec: Forbidden: updates to it`)
	case !r.URL.Query().Has("dryRun"):
		merge(live, change)
	}
}

func merge(into, change kube.Object) {
	for key, value := range change {
		below, isMap := value.(map[string]any)
		have, _ := into[key].(map[string]any)
		switch {
		case isMap && have == nil:
			into[key] = below
		case isMap:
			merge(have, below)
		default:
			into[key] = value
		}
	}
}

// served is a client of such a server.
func served(t *testing.T, server *apiServer) *kube.Client {
	t.Helper()
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	client, err := kube.New(&rest.Config{Host: listening.URL})
	require.NoError(t, err)
	return client
}

func TestAKillAnywhereLeavesTheRestToDo(t *testing.T) {
	wanted := []Wanted{
		{Object: tree(t, "{apiVersion: v1, kind: Namespace, metadata: {name: loki}}"), Namespace: "loki"},
		{Object: tree(t, "{apiVersion: v1, kind: Secret, metadata: {name: own, namespace: loki}}"), Namespace: "loki"},
		{Object: tree(t, set), Release: loki(), Namespace: "loki"},
		{Object: tree(t, claim), Release: loki(), Namespace: "loki"},
		{Object: tree(t, "{apiVersion: example.org/v1, kind: Gadget, metadata: {name: g}}"), Release: loki(), Namespace: "loki"},
		{Object: tree(t, "{apiVersion: nowhere.org/v1, kind: Unknown, metadata: {name: u}}"), Release: loki(), Namespace: "loki"},
	}
	const in = "/api/v1/namespaces/loki"
	for kill := range 8 {
		server := &apiServer{objects: map[string]kube.Object{
			in:                                  tree(t, "{metadata: {name: loki}}"),
			in + "/secrets/own":                 tree(t, "{metadata: {name: own}}"),
			in + "/persistentvolumeclaims/data": tree(t, "{metadata: {name: data, uid: the-same}}"),
			"/apis/apps/v1/namespaces/loki/statefulsets/set": tree(t, "{metadata: {name: set}, spec: {serviceName: a, template: {metadata: {labels: {app: a}}}}}"),
			"/apis/example.org/v1/namespaces/loki/gadgets/g": tree(t, "{apiVersion: example.org/v1, kind: Gadget, metadata: {name: g}, spec: {size: 1}}"),
		}}
		client := served(t, server)
		plan := func() []Step {
			found, err := Look(t.Context(), client, wanted)
			require.NoError(t, err)
			require.Empty(t, server.written, "looking writes nothing")
			steps, err := Plan(found, Consent{}, time.Unix(0, 0))
			require.NoError(t, err)
			return steps
		}
		first := plan()
		require.Len(t, first, 6, texts(first))
		require.NoError(t, Apply(t.Context(), client, first[:min(kill, len(first))]))
		server.written = nil
		require.NoError(t, Apply(t.Context(), client, plan()))
		server.written = nil
		assert.Empty(t, texts(plan()), "killed after %d steps", kill)

		records, err := records.Read(t.Context(), client, "loki")
		require.NoError(t, err)
		assert.Contains(t, records["loki"].Manifest, "size: 1", "a custom resource is recorded as it was")
		assert.NotContains(t, records["loki"].Manifest, "StatefulSet", "Helm makes it again")
		assert.NotContains(t, server.objects, "/apis/apps/v1/namespaces/loki/statefulsets/set")
		assert.Equal(t, tree(t, "{name: data, uid: the-same, labels: {app.kubernetes.io/managed-by: Helm}, annotations: {helm.sh/resource-policy: keep, "+
			"meta.helm.sh/release-name: loki, meta.helm.sh/release-namespace: loki}}"), server.objects[in+"/persistentvolumeclaims/data"]["metadata"])
		mark, _ := render.At[string](server.objects[in], "metadata", "annotations", "kalypso.io/adopted")
		assert.Equal(t, "Namespace/loki Release/loki/loki Secret/loki/own", mark)
	}
}

// A claim of Helm by hand that the new release has not is found, and kept.
func TestWhatAReleaseIsToDoWithoutIsLookedFor(t *testing.T) {
	const in = "/api/v1/namespaces/loki"
	data, err := records.Encode(map[string]any{"name": "loki", "version": 3, "info": map[string]any{"status": "deployed"},
		"chart": map[string]any{"metadata": map[string]any{"name": "loki"}}, "manifest": claim})
	require.NoError(t, err)
	client := served(t, &apiServer{objects: map[string]kube.Object{
		in + "/persistentvolumeclaims/data": tree(t, "{metadata: {name: data}}"),
		in + "/secrets/sh.helm.release.v1.loki.v3": {"metadata": map[string]any{"labels": map[string]any{"name": "loki", "version": "3"}},
			"data": map[string]any{"release": data}},
	}})
	found, err := Look(t.Context(), client, []Wanted{{Object: tree(t, set), Release: loki(), Namespace: "loki"}})
	require.NoError(t, err)
	steps, err := Plan(found, Consent{}, time.Unix(0, 0))
	require.NoError(t, err)
	assert.Equal(t, []string{"PersistentVolumeClaim/loki/data: marked to be kept: no release renders it any more"}, texts(steps))
}
