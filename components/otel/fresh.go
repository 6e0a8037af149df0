package otel

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// Requests is what OBI tells of; without a request there is nothing.
func Requests(pin manifest.Component) proof.Freshness {
	return proof.Freshness{
		Name: "OBI spans", Store: "traces", Age: 300, Optional: true,
		Query:  `{resource.telemetry.sdk.name="opentelemetry-ebpf-instrumentation"}`,
		Remedy: fmt.Sprintf("kubectl -n %s logs daemonset/%s", pin.Namespace.Name, obiRelease),
	}
}
