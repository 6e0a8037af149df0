package config

import (
	"strings"

	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/images"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// ClusterSettings are what differs between clusters that run the same platform. Each reaches every component; one that has its
// default changes nothing. components.<name>.values override them for one chart.
type ClusterSettings struct {
	// StorageClass is the StorageClass of every volume; "" is the cluster's default. A volume keeps the class that it was made with.
	StorageClass string `key:"storageClass"`
	// DNS is the Service by which the gateways of Mimir, Tempo and Loki resolve names.
	DNS DNS `key:"dns"`
	// APIServerPort is where the API server listens behind its Service, where that is neither 443 nor 6443 (MicroK8s: 16443), for the
	// NetworkPolicies of those who ask it. 0: one of the two.
	APIServerPort int `key:"apiServerPort"`
	// Domain is the cluster's DNS domain, in which every Service has its name.
	Domain string `key:"domain"`
	// ImageRegistry is a registry that has every image under its own path, host[:port][/path]: quay.io/minio/minio becomes
	// registry.example.org/minio/minio. "": each image's own. `kalypso charts images --registry` lists what must be in it. The
	// charts of drop-ins are not changed.
	ImageRegistry string `key:"imageRegistry"`
	// PullSecrets are the names of Secrets (kubernetes.io/dockerconfigjson) with which images are pulled, which something else puts
	// into each of the platform's namespaces. registryLogin makes one.
	PullSecrets []string `key:"pullSecrets"`
	// Login is registryLogin; the zero Secret without one.
	Login credential.Secret
	// Images are the digests of images.lock.
	Images images.Lock
	// NodeSelector is the labels of the nodes for all pods but those that are on every node (agents, OBI, profiler).
	NodeSelector map[string]string `key:"nodeSelector"`
	// Tolerations are for the same pods, each with key, operator, value and effect as in Kubernetes, and seconds for
	// tolerationSeconds. A list.
	Tolerations []Toleration `key:"tolerations"`
}

// RegistrySecret is the Secret that is made of registryLogin in each namespace.
const RegistrySecret = "kalypso-registry"

// DNS is a Service of the cluster's own.
type DNS struct {
	// Service is its name. RKE2, EKS Auto Mode and OpenShift have another than the default.
	Service string `key:"service"`
	// Namespace is where it is.
	Namespace string `key:"namespace"`
}

// Toleration is one of Kubernetes: its pods may run on nodes with a taint that it matches.
type Toleration struct {
	Key      string `key:"key"`
	Operator string `key:"operator"`
	Value    string `key:"value"`
	Effect   string `key:"effect"`
	// Seconds is how long pods stay after a NoExecute taint; absent, for ever.
	Seconds *int `key:"seconds"`
}

// DefaultClusterSettings are those of most clusters, and of every chart.
func DefaultClusterSettings() ClusterSettings {
	return ClusterSettings{DNS: DNS{Service: "kube-dns", Namespace: "kube-system"}, Domain: "cluster.local"}
}

// Image is where an image is pulled from: its own registry, or the same path in ImageRegistry; with its digest, where that is known.
func (s ClusterSettings) Image(image string) string {
	if s.ImageRegistry == "" {
		return s.Pinned(image)
	}
	return s.Pinned(s.ImageRegistry + "/" + images.Path(image))
}

// Pinned adds its digest, where that is known, to the name by which an image is pulled.
func (s ClusterSettings) Pinned(image string) string {
	if digest := s.Digest(image); digest != "" {
		return image + "@" + digest
	}
	return image
}

// Digest is that of an image, by its own name or by that in ImageRegistry; "" where it is not known.
func (s ClusterSettings) Digest(image string) string {
	if path, mirrored := strings.CutPrefix(image, s.ImageRegistry+"/"); mirrored && s.ImageRegistry != "" {
		return s.Images.DigestAt(path)
	}
	return s.Images.Digest(image)
}

// clusterSettings checks what is given.
func (c *checker) clusterSettings(s ClusterSettings) {
	c.matches("cluster.storageClass", s.StorageClass, dnsName, "the name of a StorageClass, like gp3", true)
	c.matches("cluster.dns.service", s.DNS.Service, dnsLabel, "the name of a Service, like kube-dns", false)
	c.matches("cluster.dns.namespace", s.DNS.Namespace, dnsLabel, "the name of a namespace, like kube-system", false)
	c.check(s.APIServerPort >= 0 && s.APIServerPort <= 65535, "cluster.apiServerPort", "found number %d, want a port, or 0", s.APIServerPort)
	c.matches("cluster.domain", s.Domain, dnsName, "a DNS domain without a dot at its ends, like cluster.local", false)
	c.registry(s.ImageRegistry)
	for i, name := range s.PullSecrets {
		c.matches(item("cluster.pullSecrets", i), name, dnsName, "the name of a Secret", false)
	}
	for _, key := range known(s.NodeSelector) {
		at := strict.Join("cluster.nodeSelector", key)
		c.check(labelKey.MatchString(key), at, "is no label's key, want one like kubernetes.io/arch")
		c.check(labelValue.MatchString(s.NodeSelector[key]), at, "found %q, want a label's value: letters, digits, - _ and .",
			s.NodeSelector[key])
	}
	for i, toleration := range s.Tolerations {
		c.toleration(item("cluster.tolerations", i), toleration)
	}
}
