package telemetry

import (
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
)

// headersSecret is the Secret with the headers that hold credentials. The gateway's configuration, which anyone may read,
// names its entries only.
const headersSecret = "exporter-headers"

// secondQueue is what waits in memory for a further destination, in bytes. It is not on the volume, and it gives up: an outage
// there must not fill the queues of the platform's own stores.
const secondQueue = 32_000_000

// further is the exporter to a destination of the user's.
func further(name string, e config.Exporter) part {
	kind := map[string]string{"grpc": "otlp", "http": "otlphttp"}[e.Protocol]
	headers := kit.Tree{}
	for header, value := range e.Headers {
		headers[header] = strings.ReplaceAll(value, "$", "$$")
	}
	for header := range e.Secret {
		headers[header] = "${env:" + headerEntry(name, header) + "}"
	}
	to := kit.Tree{"endpoint": e.Endpoint}
	if len(headers) > 0 {
		to["headers"] = headers
	}
	if e.Insecure {
		to["tls"] = kit.Tree{"insecure": true}
	}
	return part{kind + "/" + name, kit.Merge(to, kit.Tree{
		"timeout":          "20s",
		"retry_on_failure": kit.Tree{"enabled": true, "initial_interval": "2s", "max_interval": "30s", "max_elapsed_time": "10m"},
		"sending_queue":    batching(secondQueue),
	})}
}

// headerEntry is the key in the Secret, and the environment variable, of a header.
func headerEntry(exporter, header string) string {
	upper := func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}
	return "EXPORTER_" + strings.Map(upper, exporter+"_"+header)
}

// headers are the Secret's entries.
func (args Args) headers() map[string]credential.Secret {
	entries := map[string]credential.Secret{}
	for name, e := range args.Telemetry.Exporters {
		for header, value := range e.Secret {
			entries[headerEntry(name, header)] = value
		}
	}
	return entries
}
