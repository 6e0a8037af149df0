package checks

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// sameWorkload are the tags of a workload.
func sameWorkload() []proof.Tag {
	return []proof.Tag{{Attribute: "service.name", Label: "service_name"}, {Attribute: "k8s.namespace.name", Label: "k8s_namespace_name"}}
}

// workload finds the value of a key among a trace's serviceTags.
func workload(key string) string { return `"key":"` + key + `"[^}]*"value":"([^"]*)"` }

func toProfiles() proof.Link {
	return proof.Link{
		Name: "trace to profiles", From: "traces", To: "profiles",
		URL: `/explore?schemaVersion=1&panes={"a":{"datasource":"pyroscope","queries":[{"labelSelector":"{service_name=\"${svc}\"` +
			`,k8s_namespace_name=\"${ns}\"}"}],"range":{"from":"${bucket}00000","to":"${bucket}99999"}}}`,
		Variables: []proof.Variable{
			{Name: "svc", Field: "serviceTags", Expression: workload("service.name")},
			{Name: "ns", Field: "serviceTags", Expression: workload("k8s.namespace.name")},
			{Name: "bucket", Field: "startTime", Expression: `^(\d{8})`},
		},
	}
}

func testLinks() []proof.Link {
	return []proof.Link{
		{Name: "exemplar to trace", From: "metrics", To: "traces", Query: "${__value.raw}"},
		{Name: "log to trace", From: "logs", To: "traces", Query: "${__value.raw}"},
		{Name: "trace to logs", From: "traces", To: "logs", Query: `{${__tags}} | trace_id="${__span.traceId}"`, Tags: sameWorkload()},
		{Name: "trace to metrics", From: "traces", To: "metrics", Query: `sum(rate(traces_spanmetrics_calls_total{$__tags}[$__rate_interval]))`,
			Tags: []proof.Tag{{Attribute: "service.name", Label: "service"}}},
		toProfiles(),
	}
}

func TestTemplatesAreExpandedAsByAClick(t *testing.T) {
	clicked := click{TraceID: "abc", SpanID: "def", Value: "raw", Attributes: []stores.Attribute{
		{Key: "service.name", Value: "shop-cart"}, {Key: "quoted", Value: `a"b`},
	}}
	for query, want := range map[string]string{
		"${__value.raw}": "raw",
		`{${__tags}} | trace_id="${__span.traceId}"`:   `{service_name="shop-cart"} | trace_id="abc"`,
		"sum(rate(calls_total{$__tags}[5m]))":          `sum(rate(calls_total{service_name="shop-cart"}[5m]))`,
		`rate(x{$__tags, code="E"}[$__rate_interval])`: `rate(x{service_name="shop-cart", code="E"}[4m])`,
		"${__span.spanId}":                             "def",
	} {
		found, err := clicked.expand(query, sameWorkload())
		require.NoError(t, err)
		assert.Equal(t, want, found)
	}
	_, err := clicked.expand("{${__tags}}", []proof.Tag{{Attribute: "k8s.pod.name", Label: "pod"}})
	assert.ErrorContains(t, err, "there is no link")
	_, err = clicked.expand(`{x="${__span.tags["y"]}"}`, nil)
	assert.ErrorContains(t, err, `${__span.tags["y"]} in the link is not filled`)
	found, err := clicked.expand("{$__tags}", []proof.Tag{{Attribute: "quoted", Label: "q"}})
	require.NoError(t, err)
	assert.Equal(t, `{q="a\"b"}`, found)
}

func TestVariablesAreTakenOutOfATrace(t *testing.T) {
	span := stores.Span{Start: time.UnixMilli(1764180012345), Resource: []stores.Attribute{
		{Key: "service.namespace", Value: "x"}, {Key: "service.name", Value: "shop-cart"}, {Key: "k8s.namespace.name", Value: "shop"},
	}}
	row := frame("abc", "def", span)
	assert.JSONEq(t, `[{"key":"service.namespace","value":"x"},{"key":"service.name","value":"shop-cart"},`+
		`{"key":"k8s.namespace.name","value":"shop"}]`, row["serviceTags"])
	found, err := variables(toProfiles().Variables, row)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"svc": "shop-cart", "ns": "shop", "bucket": "17641800"}, found)
	asked, err := destination(fill(toProfiles().URL, found))
	require.NoError(t, err)
	assert.Equal(t, target{"pyroscope", `{service_name="shop-cart",k8s_namespace_name="shop"}`,
		time.UnixMilli(1764180000000), time.UnixMilli(1764180099999)}, asked)
}

func TestAVariableThatIsNotThereIsNoLink(t *testing.T) {
	row := map[string]string{"serviceTags": "[]", "startTime": "1764180012345"}
	for want, variable := range map[string]proof.Variable{
		"variable svc is not in field serviceTags": {Name: "svc", Field: "serviceTags", Expression: workload("service.name")},
		"a trace has no field begun":               {Name: "b", Field: "begun", Expression: "."},
		"reading the expression of variable b":     {Name: "b", Field: "startTime", Expression: "("},
	} {
		_, err := variables([]proof.Variable{variable}, row)
		assert.ErrorContains(t, err, want)
	}
	_, err := destination(fill(toProfiles().URL, map[string]string{"svc": "x"}))
	assert.ErrorContains(t, err, "a range in milliseconds")
	_, err = destination("/d/x?var-workload=a&from=now-1h&to=now")
	assert.ErrorContains(t, err, "reading the panes of the link")
}
