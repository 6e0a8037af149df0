package kit

import "github.com/kalypsoServing/kalypso/config"

// What follows turns the cluster's settings into pieces of values, for each component to put under its chart's own keys. A
// setting that has its default gives an empty piece, so that nobody's diff shows it.

// Scheduling is where pods may run: nodeSelector and tolerations, as a pod has them.
func Scheduling(s config.ClusterSettings) Tree {
	piece := Tree{}
	if len(s.NodeSelector) > 0 {
		piece["nodeSelector"] = anyMap(s.NodeSelector)
	}
	if len(s.Tolerations) > 0 {
		piece["tolerations"] = tolerations(s.Tolerations)
	}
	return piece
}

func tolerations(list []config.Toleration) []any {
	var all []any
	for _, t := range list {
		one := Tree{}
		for key, value := range map[string]string{"key": t.Key, "operator": t.Operator, "value": t.Value, "effect": t.Effect} {
			if value != "" {
				one[key] = value
			}
		}
		if t.Seconds != nil {
			one["tolerationSeconds"] = *t.Seconds
		}
		all = append(all, one)
	}
	return all
}

// Class names the StorageClass under the key that a chart has for it.
func Class(s config.ClusterSettings, key string) Tree {
	if s.StorageClass == "" {
		return Tree{}
	}
	return Tree{key: s.StorageClass}
}

// DNS is what Grafana's charts know below global about the cluster's names. dot is what the chart writes behind the domain.
func DNS(s config.ClusterSettings, dot string) Tree {
	usual, piece := config.DefaultClusterSettings(), Tree{}
	if s.DNS.Service != usual.DNS.Service {
		piece["dnsService"] = s.DNS.Service
	}
	if s.DNS.Namespace != usual.DNS.Namespace {
		piece["dnsNamespace"] = s.DNS.Namespace
	}
	return Under("global", Merge(piece, Domain(s, "clusterDomain", "", dot)))
}

// Domain is the cluster's domain under a chart's key, between what the chart writes around it.
func Domain(s config.ClusterSettings, key, before, after string) Tree {
	if s.Domain == config.DefaultClusterSettings().Domain {
		return Tree{}
	}
	return Tree{key: before + s.Domain + after}
}

// Repository is a chart's image without its tag, under the chart's key.
func Repository(s config.ClusterSettings, key, image string) Tree {
	if s.ImageRegistry == "" {
		return Tree{}
	}
	return Tree{key: s.Image(image)}
}

// Registry is the registry of images under a chart's key, for charts that put their images' paths behind it.
func Registry(s config.ClusterSettings, key string) Tree {
	if s.ImageRegistry == "" {
		return Tree{}
	}
	return Tree{key: s.ImageRegistry}
}

// PullSecrets is the list of names under a chart's key.
func PullSecrets(s config.ClusterSettings, key string) Tree {
	if len(s.PullSecrets) == 0 {
		return Tree{}
	}
	return Tree{key: s.PullSecrets}
}

// PullSecretRefs is the list as a pod or a ServiceAccount has it, under the chart's key.
func PullSecretRefs(s config.ClusterSettings, key string) Tree {
	if len(s.PullSecrets) == 0 {
		return Tree{}
	}
	var refs []any
	for _, name := range s.PullSecrets {
		refs = append(refs, Tree{"name": name})
	}
	return Tree{key: refs}
}

// Under puts a piece under a key; an empty one stays away.
func Under(key string, piece Tree) Tree {
	if len(piece) == 0 {
		return Tree{}
	}
	return Tree{key: piece}
}

// Each puts the same piece under each of the keys.
func Each(piece Tree, keys ...string) Tree {
	all := Tree{}
	for _, key := range keys {
		all = Merge(all, Under(key, piece))
	}
	return all
}
