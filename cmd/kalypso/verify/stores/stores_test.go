package stores

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// here reaches everything at one address.
type here string

func (h here) URL(context.Context, string) (string, error) { return string(h), nil }

// answering is an API that answers everything with that.
func answering(t *testing.T, code int, answer string) API {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return NewAPI(here(server.URL), "http://store.store")
}

func TestAnErrorSaysWhatWasAskedAndAnswered(t *testing.T) {
	for want, answer := range map[string]struct {
		code int
		text string
	}{
		"GET http://store.store/api/v1/query?query=up: 422 bad query": {422, "bad query"},
		"decoding the answer of http://store.store, <html>":           {200, "<html>"},
	} {
		api := answering(t, answer.code, answer.text)
		_, err := Mimir{api}.Query(t.Context(), "up")
		assert.ErrorContains(t, err, want)
	}
}

func TestMimirsAnswersAreRead(t *testing.T) {
	api := answering(t, 200, `{"data":{"result":[{"metric":{"job":"a/b"},"value":[1764180012.3,"0.25"]}]}}`)
	samples, err := Mimir{api}.Query(t.Context(), "x")
	require.NoError(t, err)
	assert.Equal(t, []Sample{{map[string]string{"job": "a/b"}, 0.25}}, samples)
	api = answering(t, 200, `{"data":[{"seriesLabels":{},"exemplars":[{"labels":{"trace_id":"abc"},"value":"1","timestamp":1.5}]}]}`)
	exemplars, err := Mimir{api}.Exemplars(t.Context(), "x", time.Unix(5, 0), time.Unix(9, 0))
	require.NoError(t, err)
	assert.Equal(t, []map[string]string{{"trace_id": "abc"}}, exemplars)
}

func TestLokiTellsLabelsFromMetadata(t *testing.T) {
	api := answering(t, 200, `{"data":{"result":[{"stream":{"service_name":"x"},
		"values":[["1764180012345000000","text",{"structuredMetadata":{"trace_id":"abc"},"parsed":{}}],["1","plain"]]}]}}`)
	lines, err := Loki{api}.Lines(t.Context(), "{}", time.Now(), time.Now(), 2)
	require.NoError(t, err)
	labels := map[string]string{"service_name": "x"}
	assert.Equal(t, []Line{
		{time.UnixMilli(1764180012345), "text", labels, map[string]string{"trace_id": "abc"}},
		{time.Unix(0, 1), "plain", labels, nil},
	}, lines)
	api = answering(t, 200, `{"data":{"result":[{"values":[["x","y"]]}]}}`)
	_, err = Loki{api}.Lines(t.Context(), "{}", time.Now(), time.Now(), 2)
	assert.ErrorContains(t, err, "reading a log line's time")
}

func TestTemposAnswersAreRead(t *testing.T) {
	const spans = `[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"x"}},{"key":"n","value":{"intValue":"7"}},
		{"key":"d","value":{"doubleValue":0.5}},{"key":"b","value":{"boolValue":true}}]},
		"scopeSpans":[{"spans":[{"traceId":"YWJj","name":"GET","startTimeUnixNano":"1764180012345000000","kind":"SPAN_KIND_CLIENT"}]}]}]`
	want := []Span{{Service: "x", Name: "GET", Start: time.UnixMilli(1764180012345),
		Resource: []Attribute{{"service.name", "x"}, {"n", "7"}, {"d", "0.5"}, {"b", "true"}}}}
	for _, answer := range []string{`{"batches":` + spans + `}`, `{"resourceSpans":` + spans + `}`} {
		api := answering(t, 200, answer)
		found, err := Tempo{api}.Trace(t.Context(), "abc")
		require.NoError(t, err)
		assert.Equal(t, want, found)
	}
	api := answering(t, 200, `{"traces":[{"traceID":"ab2f3577b34da6a3ce929d0e0e4736"}]}`)
	ids, err := Tempo{api}.Search(t.Context(), "{}", time.Now(), time.Now())
	require.NoError(t, err)
	assert.Equal(t, []string{"00ab2f3577b34da6a3ce929d0e0e4736"}, ids)
}

func TestPyroscopesAnswersAreRead(t *testing.T) {
	api := answering(t, 200, `{"flamegraph":{"names":["total","main"],"levels":[],"total":"5"}}`)
	frames, err := Pyroscope{api}.Frames(t.Context(), Profiles{})
	require.NoError(t, err)
	assert.Equal(t, []string{"main"}, frames)
	api = answering(t, 200, `{"flamegraph":{"names":["total"]}}`)
	frames, err = Pyroscope{api}.Frames(t.Context(), Profiles{})
	require.NoError(t, err)
	assert.Empty(t, frames)
	api = answering(t, 200, `{"series":[{"labels":[{"name":"k8s_node_name","value":"a"}],"points":[]}]}`)
	nodes, err := Pyroscope{api}.Groups(t.Context(), Profiles{From: time.Unix(0, 0), To: time.Unix(90, 0)}, "k8s_node_name")
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, nodes)
}

func TestGrafanaSaysThatADatasourceIsBroken(t *testing.T) {
	api := answering(t, 200, `{"status":"ERROR","message":"no route"}`)
	assert.ErrorContains(t, Grafana{api}.Health(t.Context(), "loki"), "datasource loki is ERROR: no route")
}
