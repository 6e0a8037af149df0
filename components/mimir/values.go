package mimir

import "github.com/kalypsoServing/kalypso/components/kit"

// bucketUsers are the chart's components that reach the bucket. The ruler asks the old blocks as a querier does.
func bucketUsers() []string {
	return []string{"ingester", "querier", "store_gateway", "compactor", "ruler"}
}

// Protected gives every component that reaches the bucket its credentials. The client in Mimir (thanos-io/objstore) takes
// them from the environment as long as its configuration names none.
func Protected() map[string]map[string]any {
	protected := kit.Tree{}
	for _, component := range bucketUsers() {
		protected[component] = kit.Tree{"extraEnvFrom": kit.S3Env()}
	}
	return map[string]map[string]any{"mimir": protected}
}

func values(args Args, deps Deps) kit.Values {
	pods := kit.Each(deps.Store.Pods("podLabels"), bucketUsers()...)
	config := kit.Tree{
		"common": kit.Tree{"storage": kit.Tree{
			"backend": "s3",
			"s3": kit.Tree{
				"endpoint":    deps.Store.Endpoint,
				"region":      deps.Store.Region,
				"insecure":    !deps.Store.TLS,
				"bucket_name": deps.Store.Name,
			},
		}},
		"limits": kit.Merge(limits(args.Load, args.Outage), kit.Tree{"compactor_blocks_retention_period": args.Retention}),
	}
	return kit.Values{
		Computed: kit.Merge(sized(args.Sizing), settings(args.Settings), pods, deps.Store.ServiceAccount(), mounts(),
			kit.Tree{"mimir": kit.Tree{"structuredConfig": config}}),
		Protected: deps.Store.Wiring(Protected()["mimir"]),
	}
}
