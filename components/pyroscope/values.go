package pyroscope

import "github.com/kalypsoServing/kalypso/components/kit"

// Protected gives the pod its credentials, which Pyroscope takes from the environment as long as its configuration names
// none.
func Protected() map[string]map[string]any {
	return map[string]map[string]any{
		"pyroscope": {"pyroscope": kit.Tree{"extraEnvFrom": kit.S3Env()}},
	}
}

func values(args Args, deps Deps) kit.Values {
	config := kit.Tree{
		"storage": kit.Tree{
			"backend": "s3",
			"s3": kit.Tree{
				"endpoint":    deps.Store.Endpoint,
				"region":      deps.Store.Region,
				"insecure":    !deps.Store.TLS,
				"bucket_name": deps.Store.Name,
			},
		},
		"limits": kit.Merge(limits(args.Load, args.Retention), kit.Tree{"compactor_blocks_retention_period": args.Retention}),
	}
	return kit.Values{
		Computed: kit.Merge(sized(args.Sizing), settings(args.Settings), kit.Tree{"pyroscope": kit.Merge(
			deps.Store.Pods("extraLabels"), deps.Store.ServiceAccount(), kit.Tree{"structuredConfig": config},
		)}),
		Protected: deps.Store.Wiring(Protected()["pyroscope"]),
	}
}
