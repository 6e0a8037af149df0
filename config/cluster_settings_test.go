package config_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
)

func TestClusterSettingsAreRead(t *testing.T) {
	hour := 3600
	want := config.ClusterSettings{
		StorageClass: "gp3", DNS: config.DNS{Service: "rke2-coredns", Namespace: "kube-system"}, Domain: "corp.example",
		ImageRegistry: "registry.example.org:5000/mirror", PullSecrets: []string{"mirror"},
		NodeSelector: map[string]string{"node.example.org/pool": "platform"},
		Tolerations: []config.Toleration{{Key: "dedicated", Value: "platform", Effect: "NoExecute", Seconds: &hour},
			{Operator: "Exists"}},
	}
	assert.Equal(t, want, parse(t, settings{"cluster": `{"storageClass": "gp3", "dns": {"service": "rke2-coredns"},
		"domain": "corp.example", "imageRegistry": "registry.example.org:5000/mirror", "pullSecrets": ["mirror"],
		"nodeSelector": {"node.example.org/pool": "platform"},
		"tolerations": [{"key": "dedicated", "value": "platform", "effect": "NoExecute", "seconds": 3600}, {"operator": "Exists"}]}`}).
		Cluster.ClusterSettings)
}

func TestClusterSettingsErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{"storageClass": "GP3"}`:      `storageClass: found text "GP3", want the name of a StorageClass`,
		`{"dns": {"service": "a.b"}}`:  `dns.service: found text "a.b", want the name of a Service, like kube-dns`,
		`{"dns": {"namespace": ""}}`:   `dns.namespace: found`,
		`{"dns": {"name": "coredns"}}`: `dns.name: unknown key`,
		`{"domain": "cluster.local."}`: `domain: found text "cluster.local.", want a DNS domain without a dot at its ends`,
		`{"domain": ""}`:               `domain: found`,
		`{"imageRegistry": "https://registry.example.org/"}`: `imageRegistry: found an address with a scheme, want ` +
			`host[:port][/path] like registry.example.org/mirror: leave https:// out and write registry.example.org`,
		`{"imageRegistry": "registry.example.org/"}`:                          `imageRegistry: found text "registry.example.org/", want host`,
		`{"imageRegistry": "mirror/images"}`:                                  `imageRegistry: found text "mirror/images", whose first part`,
		`{"pullSecrets": "mirror"}`:                                           `pullSecrets: found text "mirror", want a list`,
		`{"pullSecrets": ["mirror", "a b"]}`:                                  `pullSecrets[1]: found text "a b", want the name of a Secret`,
		`{"nodeSelector": {"pool": true}}`:                                    `nodeSelector.pool: found`,
		`{"nodeSelector": {"pool": "a b"}}`:                                   `nodeSelector.pool: found "a b", want a label's value`,
		`{"nodeSelector": {"a/b/c": "d"}}`:                                    `nodeSelector.a/b/c: is no label's key`,
		`{"tolerations": [{"kee": "dedicated"}]}`:                             `tolerations[0].kee: unknown key, did you mean key`,
		`{"tolerations": [{"value": "platform"}]}`:                            `tolerations[0].key: missing; without a key, operator must`,
		`{"tolerations": [{"key": "a", "operator": "In"}]}`:                   `tolerations[0].operator: found text "In", want Equal or Exists`,
		`{"tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]}`: `tolerations[0].value: found text "b"`,
		`{"tolerations": [{"key": "a", "effect": "Evict"}]}`:                  `tolerations[0].effect: found text "Evict", want NoSchedule`,
		`{"tolerations": [{"key": "a", "seconds": 5}]}`:                       `tolerations[0].seconds: is for effect NoExecute`,
	} {
		t.Run(text, func(t *testing.T) {
			_, err := with(settings{"cluster": text}).parse()
			require.ErrorContains(t, err, "kalypso:cluster."+want)
		})
	}
}

func TestImageKeepsItsPathInTheRegistry(t *testing.T) {
	mirror := config.ClusterSettings{ImageRegistry: "registry.example.org:5000/mirror"}
	for image, want := range map[string]string{
		"docker.io/grafana/mimir:r373": "registry.example.org:5000/mirror/grafana/mimir:r373",
		"quay.io/minio/minio":          "registry.example.org:5000/mirror/minio/minio",
		"localhost/probe:1":            "registry.example.org:5000/mirror/probe:1",
		"localhost:5000/probe:1":       "registry.example.org:5000/mirror/probe:1",
		"grafana/pyroscope:1.18.0":     "registry.example.org:5000/mirror/grafana/pyroscope:1.18.0",
		"memcached:1.6.39-alpine":      "registry.example.org:5000/mirror/memcached:1.6.39-alpine",
	} {
		assert.Equal(t, want, mirror.Image(image))
		assert.Equal(t, image, config.ClusterSettings{}.Image(image))
	}
}
