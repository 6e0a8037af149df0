package kit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

func manifestChart(values map[string]any) manifest.Chart { return manifest.Chart{Values: values} }

func TestServiceAddresses(t *testing.T) {
	pin := manifest.Component{
		Namespace: manifest.Namespace{Name: "mimir"},
		Charts:    []manifest.Chart{{Release: "metrics"}, {Release: "other"}},
	}
	service := kit.ServiceOf(pin, "cluster.local", "-gateway", 80)
	assert.Equal(t, kit.Service{Name: "metrics-gateway", Namespace: "mimir", Domain: "cluster.local", Port: 80}, service)
	assert.Equal(t, "metrics-gateway.mimir.svc.cluster.local", service.Host())
	assert.Equal(t, "metrics-gateway.mimir.svc.cluster.local:80", service.HostPort())
	assert.Equal(t, "http://metrics-gateway.mimir.svc.cluster.local:80/otlp", service.URL("/otlp"))
}

func TestObjectStoreURL(t *testing.T) {
	assert.Equal(t, "http://s3:9000", kit.ObjectStore{Endpoint: "s3:9000"}.URL())
	assert.Equal(t, "https://s3:9000", kit.ObjectStore{Endpoint: "s3:9000", TLS: true}.URL())
}
