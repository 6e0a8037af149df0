package istio

import "github.com/kalypsoServing/kalypso/components/kit"

// Protected names the releases; Istio holds no credential that the program makes (istiod signs with a CA of its own).
func Protected() map[string]map[string]any {
	return map[string]map[string]any{baseRelease: {}, istiodRelease: {}}
}

func baseValues(args Args) kit.Values {
	return kit.Values{Computed: home(args)}
}

// istiodValues size istiod for a development mesh: its defaults ask for half a CPU and 2 GiB.
func istiodValues(args Args) kit.Values {
	return kit.Values{Computed: kit.Merge(home(args), kit.Tree{
		"replicaCount": 1,
		"resources":    kit.Resources("50m", "192Mi", "512Mi"),
	})}
}

// home tells the charts the control plane's namespace, which they do not take from the release.
func home(args Args) kit.Tree {
	return kit.Tree{"global": kit.Tree{"istioNamespace": args.Namespace.Name}}
}
