package send

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	profiles "go.opentelemetry.io/proto/otlp/profiles/v1development" // of the version that Pyroscope reads
	"google.golang.org/protobuf/encoding/protojson"
)

func TestACollectorReadsTheMetrics(t *testing.T) {
	run := New("test")
	read, err := (&pmetric.JSONUnmarshaler{}).UnmarshalMetrics(run.Metrics())
	require.NoError(t, err)
	resource := read.ResourceMetrics().At(0)
	assert.Equal(t, fixed(Service), resource.Resource().Attributes().AsRaw())
	metrics := resource.ScopeMetrics().At(0).Metrics()
	gauge := metrics.At(0).Gauge().DataPoints().At(0)
	assert.Equal(t, map[string]any{RunLabel: run.ID}, gauge.Attributes().AsRaw())
	assert.Equal(t, run.At.UnixNano(), gauge.Timestamp().AsTime().UnixNano())
	histogram := metrics.At(1).Histogram()
	assert.Equal(t, pmetric.AggregationTemporalityCumulative, histogram.AggregationTemporality())
	point := histogram.DataPoints().At(0)
	assert.Zero(t, point.Attributes().Len(), "each run would make new series")
	assert.Equal(t, []uint64{0, 1, 0}, point.BucketCounts().AsRaw())
	exemplar := point.Exemplars().At(0)
	assert.Equal(t, run.Trace, exemplar.TraceID().String())
	assert.Equal(t, run.Client, exemplar.SpanID().String())
}

func TestACollectorReadsTheLog(t *testing.T) {
	run := New("test")
	read, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(run.Logs())
	require.NoError(t, err)
	assert.Equal(t, fixed(Service), read.ResourceLogs().At(0).Resource().Attributes().AsRaw())
	record := read.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	assert.Contains(t, record.Body().Str(), run.ID)
	assert.Equal(t, run.Trace, record.TraceID().String())
	assert.Equal(t, run.Client, record.SpanID().String())
}

func TestACollectorReadsTheTrace(t *testing.T) {
	run := New("test")
	read, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(run.Traces())
	require.NoError(t, err)
	require.Equal(t, 2, read.ResourceSpans().Len())
	span := func(i int) ptrace.Span { return read.ResourceSpans().At(i).ScopeSpans().At(0).Spans().At(0) }
	assert.Equal(t, fixed(Service), read.ResourceSpans().At(0).Resource().Attributes().AsRaw())
	assert.Equal(t, fixed(Server), read.ResourceSpans().At(1).Resource().Attributes().AsRaw())
	assert.Equal(t, ptrace.SpanKindClient, span(0).Kind())
	assert.Equal(t, ptrace.SpanKindServer, span(1).Kind())
	assert.Equal(t, span(0).SpanID(), span(1).ParentSpanID())
	assert.True(t, span(0).ParentSpanID().IsEmpty())
	assert.Equal(t, run.Trace, span(1).TraceID().String())
	assert.Equal(t, "GET /proof", span(0).Name(), "a name of the run would make new series of span metrics")
}

// The decoder refuses a field that the version does not have: Pyroscope would answer 200 and keep nothing.
func TestPyroscopeReadsTheProfile(t *testing.T) {
	run := New("test")
	var read profiles.ProfilesData
	require.NoError(t, protojson.Unmarshal(run.Profile(), &read))
	dictionary, profile := read.GetDictionary(), read.GetResourceProfiles()[0].GetScopeProfiles()[0].GetProfiles()[0]
	text := func(index int32) string { return dictionary.GetStringTable()[index] }
	assert.Equal(t, "samples count", text(profile.GetSampleType().GetTypeStrindex())+" "+text(profile.GetSampleType().GetUnitStrindex()))
	assert.Equal(t, "cpu nanoseconds", text(profile.GetPeriodType().GetTypeStrindex())+" "+text(profile.GetPeriodType().GetUnitStrindex()))
	stack := dictionary.GetStackTable()[profile.GetSamples()[0].GetStackIndex()]
	location := dictionary.GetLocationTable()[stack.GetLocationIndices()[0]]
	function := dictionary.GetFunctionTable()[location.GetLines()[0].GetFunctionIndex()]
	assert.Equal(t, "kalypso_proof_"+run.ID, text(function.GetNameStrindex()))
	assert.NotNil(t, dictionary.GetMappingTable()[location.GetMappingIndex()])
	attributes := map[string]any{}
	for _, one := range read.GetResourceProfiles()[0].GetResource().GetAttributes() {
		attributes[one.GetKey()] = one.GetValue().GetStringValue()
	}
	want := fixed(Service)
	want["k8s.cluster.name"] = "test"
	assert.Equal(t, want, attributes)
}

func TestIdentifiersAreNewAndHaveTheirLength(t *testing.T) {
	one, other := New(""), New("")
	for length, pair := range map[int][2]string{
		8: {one.ID, other.ID}, 16: {one.Trace, other.Trace},
	} {
		assert.NotEqual(t, pair[0], pair[1])
		bytes, err := hex.DecodeString(pair[0])
		require.NoError(t, err)
		assert.Len(t, bytes, length)
		assert.False(t, strings.HasPrefix(pair[0], "0"))
	}
}

// fixed are the attributes that are the same in every run.
func fixed(service string) map[string]any {
	return map[string]any{
		"service.name": service, "service.namespace": "kalypso", "service.instance.id": "verify",
		"k8s.namespace.name": "kalypso", "k8s.pod.name": "kalypso-proof",
	}
}
