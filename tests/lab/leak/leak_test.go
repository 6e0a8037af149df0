package leak_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/leak"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

const key = "a-secret-key-of-twenty-and-more"

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// cluster answers like an API server with Secrets, ConfigMaps and Events.
func cluster(t *testing.T, configMap string) *kube.Client {
	t.Helper()
	meta := func(name string) map[string]any { return map[string]any{"namespace": "loki", "name": name} }
	own := map[string]any{"metadata": meta("own"), "type": "Opaque", "data": map[string]any{
		"users": encoded("loki " + key), "policy.json": encoded("a-policy-is-no-secret-at-all")}}
	kinds := func(names ...string) map[string]any {
		var all []any
		for _, name := range names {
			all = append(all, map[string]any{"name": name, "kind": map[string]string{"secrets": "Secret", "configmaps": "ConfigMap", "events": "Event"}[name],
				"verbs": []string{"list"}})
		}
		return map[string]any{"resources": all}
	}
	record, err := records.Encode(map[string]string{"manifest": "key: " + encoded(key)})
	require.NoError(t, err)
	list := func(items ...any) map[string]any { return map[string]any{"items": items} }
	answers := map[string]any{
		"/apis": map[string]any{}, "/api/v1": kinds("secrets", "configmaps", "events"),
		"/api/v1/namespaces/loki/secrets/own": own,
		"/api/v1/secrets": list(own, map[string]any{"metadata": meta("helm"), "type": "helm.sh/release.v1",
			"data": map[string]any{"release": record}}),
		"/api/v1/configmaps": list(map[string]any{"metadata": meta("settings"), "data": map[string]any{"text": configMap}}),
		"/api/v1/events":     list(map[string]any{"metadata": meta("said"), "message": "with " + key}),
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, known := answers[r.URL.Path]
		if !known {
			http.NotFound(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(server.Close)
	client, err := kube.New(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	return client
}

func TestACredentialIsFoundWhereverItIsRead(t *testing.T) {
	for text, more := range map[string]int{"nothing": 0, "key=" + key: 1, fmt.Sprintf("%x", key): 0} {
		client, all := cluster(t, text), leak.Credentials{}
		require.NoError(t, all.Add(context.Background(), client, "loki", "own"))
		require.Equal(t, leak.Credentials{"loki/own users, word 2": key}, all, "names and policies are none")
		searched, found, err := all.Objects(context.Background(), client)
		require.NoError(t, err)
		assert.Equal(t, 4, searched)
		want := []string{"Secret loki/helm has loki/own users, word 2", "Event loki/said has loki/own users, word 2"}
		if more > 0 {
			want = append(want, "ConfigMap loki/settings has loki/own users, word 2")
		}
		assert.ElementsMatch(t, want, found)
	}
}

func TestASecretThatIsNotThereIsAnError(t *testing.T) {
	err := leak.Credentials{}.Add(context.Background(), cluster(t, ""), "loki", "none")
	require.ErrorContains(t, err, "reading the Secret loki/none")
}
