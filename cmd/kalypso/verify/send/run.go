// Package send makes what an application sends: a metric, a log record, a trace and a profile that belong together, as
// bodies of OTLP over HTTP in JSON.
package send

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

// Service sends; Server is what it calls, for a trace of two.
const (
	Service = "kalypso-proof"
	Server  = "kalypso-proof-server"
)

// Namespace is the one that everything sent says it is from, and Instance which of it. Both are the same in every run, and so
// is Pod: the gateway would add a Job's own pod, and with it new series in each.
const (
	Namespace = "kalypso"
	Instance  = "verify"
	Pod       = "kalypso-proof"
)

// Gauge is the metric of which each run makes one series; Histogram has the same ones in every run.
const (
	Gauge     = "kalypso_proof"
	Histogram = "kalypso_proof_duration"
)

// RunLabel names the run: a label of the gauge, an attribute of the spans.
const RunLabel = "run"

// Run is what is sent once.
type Run struct {
	// ID has 16 hexadecimal digits, Trace 32, and Client and Server, the spans, 16 each.
	ID, Trace, Client, Server string
	// Cluster goes into the profile. All else passes the gateway, which adds it.
	Cluster string
	// At is when everything happened.
	At time.Time
}

// New is a run of now.
func New(cluster string) Run {
	return Run{ID: digits(8), Trace: digits(16), Client: digits(8), Server: digits(8), Cluster: cluster, At: time.Now()}
}

// digits are twice as many random hexadecimal ones. The first is not 0: some stores leave that out.
func digits(bytes int) string {
	random := make([]byte, bytes)
	_, _ = rand.Read(random) // it never fails
	random[0] |= 0x10
	return hex.EncodeToString(random)
}

// object is any JSON object.
type object = map[string]any

func encode(body object) []byte {
	text, _ := json.Marshal(body) // it never fails with maps, lists, texts and numbers
	return text
}

// resource is who sends it.
func resource(service string, more ...object) object {
	return object{"attributes": append([]object{
		attribute("service.name", service),
		attribute("service.namespace", Namespace),
		attribute("service.instance.id", Instance),
		attribute("k8s.namespace.name", Namespace),
		attribute("k8s.pod.name", Pod),
	}, more...)}
}

func attribute(key, value string) object {
	return object{"key": key, "value": object{"stringValue": value}}
}

// nanos is a time as OTLP's JSON has it.
func nanos(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }
