package tempo

import "github.com/kalypsoServing/kalypso/components/kit"

// bucketUsers are the chart's components that reach the bucket.
func bucketUsers() []string {
	return []string{"ingester", "querier", "queryFrontend", "compactor", "metricsGenerator"}
}

// Protected gives every component that reaches the bucket its credentials, which Tempo takes from the environment.
func Protected() map[string]map[string]any {
	protected := kit.Tree{}
	for _, component := range bucketUsers() {
		protected[component] = kit.Tree{"extraEnvFrom": kit.S3Env()}
	}
	return map[string]map[string]any{"tempo": protected}
}

func values(args Args, deps Deps) kit.Values {
	pods := kit.Each(deps.Store.Pods("podLabels"), bucketUsers()...)
	store := kit.Tree{
		"endpoint": deps.Store.Endpoint,
		"region":   deps.Store.Region,
		"insecure": !deps.Store.TLS,
		"bucket":   deps.Store.Name,
	}
	return kit.Values{
		Computed: kit.Merge(sized(args.Sizing), settings(args.Settings), pods, deps.Store.ServiceAccount(), generator(deps.Metrics), kit.Tree{
			"overrides": kit.Tree{"defaults": limits(args.Load)},
			"tempo":     kit.Tree{"structuredConfig": refusals()},
			"storage":   kit.Tree{"trace": kit.Tree{"s3": store}},
			"compactor": kit.Tree{"config": kit.Tree{"compaction": kit.Tree{"block_retention": args.Retention}}},
		}),
		Protected: deps.Store.Wiring(Protected()["tempo"]),
	}
}

// generator makes metrics from spans: the service graph, and rate, errors and duration of every operation. It takes all
// three settings; without the processors it runs and emits nothing.
func generator(to kit.PromRemoteWrite) kit.Tree {
	if to == "" {
		return kit.Tree{"metricsGenerator": kit.Tree{"enabled": false}}
	}
	return kit.Tree{
		"metricsGenerator": kit.Tree{
			"enabled": true,
			"config": kit.Tree{
				"storage": kit.Tree{"remote_write": []any{kit.Tree{"url": string(to), "send_exemplars": true}}},
				// Spans that are older are left out of the metrics: those that a busy gateway sends a little late are not.
				"metrics_ingestion_time_range_slack": "2m",
			},
		},
		"overrides": kit.Tree{"defaults": kit.Tree{"metrics_generator": kit.Tree{
			"processors": []any{"service-graphs", "span-metrics"},
		}}},
	}
}
