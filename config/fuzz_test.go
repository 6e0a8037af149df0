package config_test

import (
	"strings"
	"testing"

	"github.com/kalypsoServing/kalypso/config"
)

// No configuration makes a panic: it is read, or refused with words. Run it longer with
//
//	go test ./config -fuzz FuzzConfiguration -fuzztime 10m
func FuzzConfiguration(f *testing.F) {
	for key, text := range map[string]string{
		"cluster": `{"driver": "existing", "context": "x", "storageClass": "", "nodeSelector": {"a": "b"}}`, "retention": `{"logs": "14d", "metrics": null}`,
		"components": `{"loki": {"enabled": "no", "values": {"a": [null]}, "valuesFile": "../x"}}`, "sizing": `{"activeSeries": 1e9, "logsPerDay": "5GiB"}`,
		"telemetry": `{"exporters": {"a": {"endpoint": "http://x:4317"}}, "sources": {"logs": false}}`, "alerting": `{"contacts": {"a": {"slack": {}}}, "routes": [{}]}`,
		"objectStore": `{"endpoint": "https://x", "buckets": {"loki": ""}}`, "generations": `{"loki": -1}`, "ordering": "waves", "profile": `"dev"`, "ebpf": "off",
		"charts": "oci://x", "rootSecret": strings.Repeat("x", 40), "releaseTimeout": "10m", "": "[]", "a.b": "{", "proof": "maybe",
	} {
		f.Add(key, text)
	}
	platform := config.Shipped()
	f.Fuzz(func(_ *testing.T, key, text string) {
		_, _ = platform.Parse(map[string]string{"kalypso:rootSecret": strings.Repeat("r", 40), "kalypso:" + key: text}, []string{"kalypso:rootSecret"})
	})
}
