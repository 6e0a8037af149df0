package loki

import "github.com/kalypsoServing/kalypso/components/kit"

// Protected gives the pod its credentials, which Loki takes from the environment. The chart's global.extraEnvFrom does
// nothing in this mode.
func Protected() map[string]map[string]any {
	return map[string]map[string]any{
		"loki": {"singleBinary": kit.Tree{"extraEnvFrom": kit.S3Env()}},
	}
}

func values(args Args, deps Deps) kit.Values {
	return kit.Values{
		Computed: kit.Merge(sized(args.Sizing), settings(args.Settings), ruler(args, deps), deps.Store.ServiceAccount(), kit.Tree{
			"singleBinary": deps.Store.Pods("podLabels"),
			"loki": kit.Tree{
				"storage": kit.Tree{
					// Rules lie under rules/, apart from every tenant's chunks.
					"bucketNames": kit.Tree{"chunks": deps.Store.Name, "ruler": deps.Store.Name},
					"s3": kit.Tree{
						"endpoint": deps.Store.Endpoint,
						"region":   deps.Store.Region,
						"insecure": !deps.Store.TLS,
					},
				},
				"limits_config": kit.Merge(limits(args.Load), kit.Tree{"retention_period": args.Retention}),
			},
		}),
		Protected: deps.Store.Wiring(Protected()["loki"]),
	}
}
