package telemetry

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// everything is what a platform with every backend offers.
func everything() Deps {
	return Deps{
		Traces:   "tempo-distributor.tempo.svc.cluster.local:4317",
		Metrics:  "http://mimir-gateway.mimir.svc.cluster.local:80/otlp",
		Logs:     "http://loki-gateway.loki.svc.cluster.local:80/otlp",
		Profiles: "pyroscope.pyroscope.svc.cluster.local:4040",
	}
}

func here(ebpf bool) Args {
	args := Args{
		EBPF: ebpf, Sizing: config.Profiles()["dev"].Sizing.Telemetry, Telemetry: config.DefaultTelemetry("dev"),
		Cluster: "here", Environment: "dev", Tag: "1.2.3", Namespaces: []string{"mimir", "minio", "telemetry"},
		Targets: []Target{
			{Namespace: "mimir", Port: "http-metrics", Path: "/metrics", Jobs: []string{"ingester"}},
			{Namespace: "minio", Port: "http", Path: "/minio/v2/metrics/cluster"}, {Namespace: "telemetry", Port: "metrics", Path: "/metrics"},
		},
	}
	args.Spec = kittest.Spec("telemetry")
	args.Charts = nil
	return args
}

func TestAddressesAreTheOperatorsNames(t *testing.T) {
	require.Equal(t, Endpoints{
		OTLP:       "kalypso-collector.telemetry.svc.cluster.local:4317",
		HTTP:       "http://kalypso-collector.telemetry.svc.cluster.local:4318",
		Collectors: "kalypso-collector.telemetry.svc.cluster.local:14317",
	}, Addresses(here(true).Component, "cluster.local"))
}

func TestObjectsAreThoseOfTheGoldenFiles(t *testing.T) {
	args := here(true)
	config, daemon, err := profiler(args, everything().Profiles)
	require.NoError(t, err)
	kittest.Golden(t, "gateway.golden.yaml", gateway(args, everything()))
	kittest.Golden(t, "agent.golden.yaml", agent(args))
	kittest.Golden(t, "cluster.golden.yaml", cluster(args))
	kittest.Golden(t, "instrumentation.golden.yaml", instrumentation(args))
	kittest.Golden(t, "profiler.golden.yaml", daemon)
	kittest.Golden(t, "support.golden.yaml", kit.Tree{"support": slices.Concat([]manifest.Object{config}, account(args, agentName, agentRules(args)...), account(args, clusterName, clusterRules(args)...), readDeployments(args))})
}

func TestWhatHasNowhereToSendToIsLeftOut(t *testing.T) {
	none, account := []string{"telemetry", "Namespace", "ConfigMap"}, []string{"ServiceAccount", "ClusterRole", "ClusterRoleBinding"}
	gateway := append([]string{"OpenTelemetryCollector"}, account...)
	all := slices.Concat(gateway, gateway, gateway, []string{"Role", "RoleBinding", "Instrumentation"})
	daemon := append([]string{"ConfigMap", "DaemonSet"}, account...)
	for name, c := range map[string]struct {
		ebpf bool
		deps Deps
		want []string
	}{
		"everything":       {true, everything(), slices.Concat(none, daemon, all)},
		"no eBPF":          {false, everything(), slices.Concat(none, all)},
		"profiles only":    {true, Deps{Profiles: "p:1"}, slices.Concat(none, daemon)},
		"traces only":      {true, Deps{Traces: "t:1"}, slices.Concat(none, gateway, []string{"Instrumentation"})},
		"nothing to do":    {false, Deps{Profiles: "p:1"}, none},
		"no backend there": {true, Deps{}, none},
	} {
		t.Run(name, func(t *testing.T) {
			seen, err := recorder.Run(false, func(ctx *pulumi.Context) error {
				_, err := New(ctx, here(c.ebpf), c.deps)
				return err
			})
			require.NoError(t, err)
			var kinds []string
			for _, one := range seen.Resources {
				if kind := one.GetType()[strings.LastIndex(one.GetType(), ":")+1:]; kind != "Stack" {
					kinds = append(kinds, kind)
				}
			}
			require.ElementsMatch(t, c.want, kinds)
		})
	}
}

func TestNodesBindTheProfiler(t *testing.T) {
	args := here(true)
	args.Affinity = kit.Tree{"nodeAffinity": kit.Tree{"some": "nodes"}}
	_, daemon, err := profiler(args, "p:1")
	require.NoError(t, err)
	pod := daemon["spec"].(kit.Tree)["template"].(kit.Tree)["spec"].(kit.Tree)
	require.Equal(t, args.Affinity, pod["affinity"])
}

func TestGatewayHasAPipelineForEachBackend(t *testing.T) {
	for signal, c := range map[string]struct {
		deps Deps
		want []string
	}{
		"traces":  {Deps{Traces: "t:1"}, []string{"traces"}},
		"metrics": {Deps{Metrics: "http://m:1"}, []string{"metrics", "metrics/collectors"}},
		"logs":    {Deps{Logs: "http://l:1"}, []string{"logs", "logs/collectors"}},
	} {
		config := gatewayConfig(here(true), c.deps)
		pipelines := config["service"].(kit.Tree)["pipelines"].(kit.Tree)
		require.ElementsMatch(t, c.want, slices.Collect(maps.Keys(pipelines)), signal)
		require.Len(t, config["exporters"], 1, signal)
	}
}

func TestAChangedConfigurationRestartsTheProfiler(t *testing.T) {
	sum := func(backend kit.OTLPGRPC) any {
		config, daemon, err := profiler(here(true), backend)
		require.NoError(t, err)
		var parsed kit.Tree
		require.NoError(t, yaml.Unmarshal([]byte(config["data"].(kit.Tree)[configFile].(string)), &parsed))
		require.Equal(t, collectorConfig(profilerName, profilerPipelines(here(true), backend)), parsed)
		template := daemon["spec"].(kit.Tree)["template"].(kit.Tree)
		return template["metadata"].(kit.Tree)["annotations"].(kit.Tree)["checksum/config"]
	}
	first := sum("a:1")
	require.Equal(t, first, sum("a:1"))
	require.NotEqual(t, first, sum("b:1"))
}

// The operator writes its resources back without what is a default. A field that it has changed is its own from then on, and the
// next update of it is refused.
func TestNoCollectorHasAValueThatTheOperatorWouldDrop(t *testing.T) {
	args := here(true)
	for _, w := range collectors(args, everything()) {
		spec := maps.Clone(w.object["spec"].(kit.Tree))
		delete(spec, "config") // kept as it is
		for path, value := range leaves("", spec) {
			switch value {
			case false, "", 0, nil:
				// allowPrivilegeEscalation and runAsUser are pointers in Kubernetes' types: false and 0 stay.
				require.Regexp(t, `(allowPrivilegeEscalation|runAsUser|runAsGroup)$`, path, "%v", value)
			}
		}
	}
}

// leaves are the values of a tree by path.
func leaves(at string, value any) map[string]any {
	all := map[string]any{}
	switch v := value.(type) {
	case kit.Tree:
		for key, inner := range v {
			maps.Copy(all, leaves(at+"."+key, inner))
		}
	case []any:
		for _, inner := range v {
			maps.Copy(all, leaves(at+"[]", inner))
		}
	default:
		if _, comparable := value.([]string); !comparable {
			all[at] = value
		}
	}
	return all
}
