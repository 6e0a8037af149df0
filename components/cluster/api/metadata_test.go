package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/components/cluster/api"
	"github.com/kalypsoServing/kalypso/components/cluster/api/apitest"
)

func TestMetadataAsksForMetadataAlone(t *testing.T) {
	var accept string
	client := (&apitest.Server{Answers: map[string]any{"/api/v1/namespaces": func(w http.ResponseWriter, r *http.Request) {
		accept = r.Header.Get("Accept")
		_, _ = w.Write([]byte(`{"items": [{"metadata": {"name": "one"}}]}`))
	}}}).Start(t)
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	require.NoError(t, client.Metadata(t.Context(), "/api/v1/namespaces", &list))
	require.Len(t, list.Items, 1)
	assert.Equal(t, "one", list.Items[0].Metadata.Name)
	assert.Contains(t, accept, "as=PartialObjectMetadataList")
	assert.Error(t, client.Metadata(t.Context(), "/api/v1/nodes", &list))
}

func TestClockTellsTheServersFromOurs(t *testing.T) {
	client := (&apitest.Server{Answers: map[string]any{"/version": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
	}}}).Start(t)
	ahead, err := client.Clock(t.Context())
	require.NoError(t, err)
	assert.InDelta(t, time.Hour.Seconds(), ahead.Seconds(), 30)
	_, err = api.Client{}.Clock(t.Context())
	assert.ErrorContains(t, err, "no connection")
}

func TestARefusalSaysWhatTheServerSays(t *testing.T) {
	client := (&apitest.Server{Answers: map[string]any{
		"/api/v1/nodes": apitest.Refusal{Code: http.StatusForbidden, Message: `nodes is forbidden: User "me" cannot list resource "nodes"`},
	}}).Start(t)
	err := client.Get(t.Context(), "/api/v1/nodes", nil)
	require.ErrorContains(t, err, `User "me" cannot list`)
	assert.True(t, apierrors.IsForbidden(err))
	assert.True(t, apierrors.IsNotFound(client.Get(t.Context(), "/api/v1/pods", nil)))
}
