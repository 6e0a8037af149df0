package main

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// TestGatewaysPassNothingThatDestroys: what deletes, stops, or tells credentials answers 404, and what is used does not. nginx looks at
// an if of a server before it looks for a location.
func TestGatewaysPassNothingThatDestroys(t *testing.T) {
	dir := real(t)
	for release, c := range map[string]struct{ closed, open []string }{
		"loki": {
			[]string{"/loki/api/v1/delete", "/flush", "/ingester/shutdown", "/ingester/prepare_shutdown", "/ingester/flush_shutdown", "/config"},
			[]string{"/loki/api/v1/push", "/otlp/v1/logs", "/loki/api/v1/query_range", "/loki/api/v1/tail", "/loki/api/v1/rules", "/ready", "/"},
		},
		"mimir": {
			[]string{"/api/v1/alerts", "/multitenant_alertmanager/configs", "/multitenant_alertmanager/delete_tenant_config", "/flush",
				"/ingester/shutdown", "/ingester/prepare-shutdown", "/ingester/flush", "/compactor/delete_tenant", "/config",
				"/api/v1/upload/block/01ABC/start"},
			[]string{"/api/v1/push", "/otlp/v1/metrics", "/prometheus/api/v1/query_range", "/prometheus/api/v1/alerts", "/prometheus/api/v1/rules",
				"/prometheus/config/v1/rules", "/alertmanager/api/v2/silences", "/api/v1/status/buildinfo", "/ready", "/"},
		},
		"tempo": {
			[]string{"/flush", "/shutdown", "/ingester/prepare-downscale", "/api/overrides"},
			[]string{"/v1/traces", "/api/search", "/api/v2/traces/1", "/api/metrics/query_range", "/api/status/buildinfo", "/"},
		},
	} {
		server := server(t, recorded(t, "development").release(t, release).rendered(t, dir, kubeVersions[1]))
		stops := regexp.MustCompile(`(?s)if \(\$uri ~ "([^"]+)"\) \{\s+return 404;\s+\}`).FindAllStringSubmatch(server, -1)
		require.Len(t, stops, 1, release)
		stopped := regexp.MustCompile(stops[0][1])
		for _, path := range c.closed {
			assert.Regexp(t, stopped, path, release)
		}
		for _, path := range c.open {
			assert.NotRegexp(t, stopped, path, release)
		}
	}
}

// server is what stands in the first server of the gateway's configuration, outside of its locations.
func server(t *testing.T, objects []render.Object) string {
	t.Helper()
	for _, object := range objects {
		text, ok := render.At[string](object, "data", "nginx.conf")
		if !ok {
			continue
		}
		at := regexp.MustCompile(`(?m)^\s*server \{\n`).FindStringIndex(text)
		require.NotNil(t, at, object.ID())
		end := at[1]
		for depth := 1; depth > 0 && end < len(text); end++ {
			switch text[end] {
			case '{':
				depth++
			case '}':
				depth--
			}
		}
		return regexp.MustCompile(`(?s)location [^{]+\{.*?\n\s*\}`).ReplaceAllString(text[at[1]:end], "")
	}
	require.Fail(t, "no nginx.conf")
	return ""
}
