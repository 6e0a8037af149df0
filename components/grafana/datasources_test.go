package grafana

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/config/dashboards"
)

// everything is what a platform with every backend offers.
func everything() Deps {
	return Deps{
		Metrics:  "http://mimir-gateway.mimir.svc.cluster.local:80/prometheus",
		Traces:   "http://tempo-gateway.tempo.svc.cluster.local:3100",
		Logs:     "http://loki-gateway.loki.svc.cluster.local:80",
		Profiles: "http://pyroscope.pyroscope.svc.cluster.local:4040",
		Alerts:   "http://mimir-gateway.mimir.svc.cluster.local:80/alertmanager",
	}
}

// some keeps of everything what the bits of choice name.
func some(choice int) Deps {
	deps := everything()
	if choice&1 == 0 {
		deps.Metrics = ""
	}
	if choice&2 == 0 {
		deps.Logs = ""
	}
	if choice&4 == 0 {
		deps.Traces = ""
	}
	if choice&16 == 0 {
		deps.Alerts = ""
	}
	if choice&8 == 0 {
		deps.Profiles = ""
	}
	return deps
}

func TestDatasourcesAreThoseOfTheGoldenFile(t *testing.T) {
	kittest.Golden(t, "datasources.golden.yaml", Provisioning(everything()))
}

func TestNoDatasourceLeadsToAnAbsentOne(t *testing.T) {
	for choice := range 32 {
		deps := some(choice)
		t.Run(fmt.Sprintf("%+v", deps), func(t *testing.T) {
			exists := map[string]bool{
				dashboards.Mimir: deps.Metrics != "", dashboards.Loki: deps.Logs != "", dashboards.Tempo: deps.Traces != "",
				dashboards.Pyroscope: deps.Profiles != "", dashboards.Alertmanager: deps.Alerts != "",
			}
			made := map[string]bool{}
			for uid := range exists {
				made[uid] = false
			}
			for i, entry := range Provisioning(deps)["datasources"].([]any) {
				source := entry.(kit.Tree)
				made[source["uid"].(string)] = true
				require.Equal(t, i == 0, source["isDefault"])
				for _, uid := range references(source["jsonData"]) {
					require.True(t, exists[uid], "%s leads to %s", source["uid"], uid)
				}
			}
			require.Equal(t, exists, made)
		})
	}
}

func TestEveryCorrelationStandsWhereBothEndsExist(t *testing.T) {
	for _, c := range []struct {
		correlation string
		deps        Deps
		settings    func(Deps) kit.Tree
		key, leads  string
	}{
		{"exemplar to trace", Deps{Metrics: "m", Traces: "t"}, fromMetrics, "exemplarTraceIdDestinations", dashboards.Tempo},
		{"log to trace", Deps{Logs: "l", Traces: "t"}, fromLogs, "derivedFields", dashboards.Tempo},
		{"trace to logs", Deps{Logs: "l", Traces: "t"}, fromTraces, "tracesToLogsV2", dashboards.Loki},
		{"trace to metrics", Deps{Metrics: "m", Traces: "t"}, fromTraces, "tracesToMetrics", dashboards.Mimir},
		{"service map", Deps{Metrics: "m", Traces: "t"}, fromTraces, "serviceMap", dashboards.Mimir},
	} {
		t.Run(c.correlation, func(t *testing.T) {
			settings := c.settings(c.deps)
			require.Contains(t, references(settings[c.key]), c.leads)
			require.NotContains(t, c.settings(Deps{}), c.key)
		})
	}
}

// references are all the uids that a datasource's settings name.
func references(settings any) []string {
	var uids []string
	switch v := settings.(type) {
	case kit.Tree:
		for key, value := range v {
			if uid, ok := value.(string); ok && key == "datasourceUid" {
				uids = append(uids, uid)
			}
			uids = append(uids, references(value)...)
		}
	case []any:
		for _, value := range v {
			uids = append(uids, references(value)...)
		}
	}
	return uids
}

func TestTraceIsFoundInALine(t *testing.T) {
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	for line, want := range map[string]string{
		`level=info trace_id=` + id + ` msg="paid"`:      id,
		`{"traceID":"` + id + `","msg":"paid"}`:          id,
		`traceId: ` + id:                                 id,
		`'trace-id' = '` + id[:16] + `'`:                 id[:16],
		`TRACEID=` + id:                                  id,
		`trace_id=` + id + `ff`:                          "",
		`span_id=` + id[:16]:                             "",
		`trace_id=none`:                                  "",
		`the trace ` + id + ` has no name before its id`: "",
	} {
		found := regexp.MustCompile(traceInLine).FindStringSubmatch(line)
		if want == "" {
			require.Nil(t, found, line)
			continue
		}
		require.Len(t, found, 2, line)
		require.Equal(t, want, found[1], line)
	}
}

// A click on a span: the variables are taken out of what Tempo answers, and the URL leads to a query of this service and time.
func TestACorrelationLeadsToTheServiceAndTimeOfASpan(t *testing.T) {
	frame := map[string]string{
		"serviceTags": `[{"key":"k8s.namespace.name","value":"shop"},{"key":"service.name","value":"shop-cart"}]`,
		"startTime":   "1764182845123",
	}
	for _, one := range ofSpans(everything()) {
		c := one.(kit.Tree)["config"].(kit.Tree)
		to := c["target"].(kit.Tree)["url"].(string)
		for _, step := range c["transformations"].([]any) {
			taken := step.(kit.Tree)
			found := regexp.MustCompile(taken["expression"].(string)).FindStringSubmatch(frame[taken["field"].(string)])
			require.Len(t, found, 2, taken)
			to = strings.ReplaceAll(to, "${"+taken["mapValue"].(string)+"}", found[1])
		}
		link, err := url.Parse(to)
		require.NoError(t, err)
		panes := link.Query().Get("panes")
		require.Contains(t, panes, `{service_name=\"shop-cart\",k8s_namespace_name=\"shop\"}`)
		require.Contains(t, panes, `"range":{"from":"1764182800000","to":"1764182899999"}`)
		require.NotContains(t, panes, "${")
	}
	require.Len(t, ofSpans(everything()), 2)
	require.Empty(t, ofSpans(Deps{Traces: "t", Metrics: "m"}))
}
