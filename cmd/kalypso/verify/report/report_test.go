package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample() Report {
	return Report{
		Run: "1f2e3d4c5b6a7988", Cluster: "test", Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Took: Seconds(21 * time.Second),
		Checks: []Check{
			{Name: "metric", Result: OK, Latency: Seconds(3210 * time.Millisecond), Goal: Seconds(20 * time.Second)},
			{Name: "link trace to logs", Result: OK, Latency: Seconds(120 * time.Millisecond), Remark: `{service_name="kalypso-proof", ` +
				`k8s_namespace_name="kalypso"} | trace_id="4bf92f3577b34da6a3ce929d0e0e4736" | more than fits`},
			{Name: "profile", Result: Skipped, Remark: "the store of profiles is off"},
			{Name: "targets up", Result: Failed, Latency: Seconds(30 * time.Second), Remark: "1 target does not answer:\nloki/all",
				Remedy: "kubectl get pods -A;\nsee the dashboard of the collectors"},
		},
	}
}

func TestTheTableAndTheDocument(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"table.golden.txt":     func(out *bytes.Buffer) error { return sample().WriteTable(out) },
		"document.golden.json": func(out *bytes.Buffer) error { return sample().WriteJSON(out) },
	} {
		var found bytes.Buffer
		require.NoError(t, write(&found))
		file := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(file, found.Bytes(), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), found.String(), "go test ./verify/report -update")
	}
}

func TestTheDocumentIsReadBack(t *testing.T) {
	var text bytes.Buffer
	require.NoError(t, sample().WriteJSON(&text))
	var read Report
	require.NoError(t, json.Unmarshal(text.Bytes(), &read))
	assert.Equal(t, sample(), read)
}

func TestALineOfProgress(t *testing.T) {
	assert.Equal(t, "ok          3.2 s  metric", sample().Checks[0].Line())
	assert.Equal(t, "FAIL       30.0 s  targets up  1 target does not answer: loki/all", sample().Checks[3].Line())
}
