package istio

import "github.com/kalypsoServing/kalypso/components/kit"

// Protected names the releases; Istio holds no credential that the program makes (istiod signs with a CA of its own).
func Protected() map[string]map[string]any {
	return map[string]map[string]any{baseRelease: {}, istiodRelease: {}}
}

func baseValues(args Args) kit.Values {
	return kit.Values{Computed: namespace(args)}
}

// istiodValues size istiod. A single replica has nothing to scale, and a disruption budget would only keep its node from
// being drained.
func istiodValues(args Args, deps Deps) kit.Values {
	istiod := args.Sizing.Istiod
	values := kit.Tree{
		"autoscaleEnabled": !istiod.Single(),
		"replicaCount":     istiod.Replicas,
		"resources":        kit.Resources(istiod),
		"global":           kit.Tree{"defaultPodDisruptionBudget": kit.Tree{"enabled": !istiod.Single()}},
	}
	return kit.Values{Computed: kit.Merge(namespace(args), values, settings(args.Settings), pinned(args.Spec), providers(deps.Collector))}
}

// namespace tells the charts the control plane's namespace, which they do not take from the release.
func namespace(args Args) kit.Tree {
	return kit.Tree{"global": kit.Tree{"istioNamespace": args.Namespace.Name}}
}
