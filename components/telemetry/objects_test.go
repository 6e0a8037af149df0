package telemetry

import (
	"os"
	"regexp"
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
	args := Args{EBPF: ebpf, Sizing: config.Profiles()["dev"].Sizing.Telemetry}
	args.Component = kittest.Pin("telemetry")
	args.Charts = nil
	return args
}

func TestAddressesAreTheOperatorsNames(t *testing.T) {
	require.Equal(t, Endpoints{
		OTLP: "kalypso-collector.telemetry.svc.cluster.local:4317",
		HTTP: "http://kalypso-collector.telemetry.svc.cluster.local:4318",
	}, Addresses(here(true).Component))
}

func TestObjectsAreThoseOfTheGoldenFiles(t *testing.T) {
	args := here(true)
	config, daemon, err := profiler(args, everything().Profiles)
	require.NoError(t, err)
	kittest.Golden(t, "gateway.golden.yaml", gateway(args, gatewayPipelines(everything())))
	kittest.Golden(t, "profiler.golden.yaml", daemon)
	kittest.Golden(t, "support.golden.yaml", kit.Tree{"support": append([]manifest.Object{config}, access("telemetry")...)})
}

func TestWhatHasNowhereToSendToIsLeftOut(t *testing.T) {
	access := []string{"telemetry", "Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding"}
	collector, daemon := "OpenTelemetryCollector", []string{"ConfigMap", "DaemonSet"}
	for name, c := range map[string]struct {
		ebpf bool
		deps Deps
		want []string
	}{
		"everything":       {true, everything(), slices.Concat(access, daemon, []string{collector})},
		"no eBPF":          {false, everything(), append(slices.Clone(access), collector)},
		"profiles only":    {true, Deps{Profiles: "p:1"}, slices.Concat(access, daemon)},
		"traces only":      {true, Deps{Traces: "t:1"}, append(slices.Clone(access), collector)},
		"nothing to do":    {false, Deps{Profiles: "p:1"}, access[:2]},
		"no backend there": {true, Deps{}, access[:2]},
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
	args.Nodes = kit.Tree{"kalypso.io/ebpf-profiler": "yes"}
	_, daemon, err := profiler(args, "p:1")
	require.NoError(t, err)
	pod := daemon["spec"].(kit.Tree)["template"].(kit.Tree)["spec"].(kit.Tree)
	require.Equal(t, args.Nodes, pod["nodeSelector"])
}

func TestGatewayHasAPipelineForEachBackend(t *testing.T) {
	for signal, deps := range map[string]Deps{
		"traces": {Traces: "t:1"}, "metrics": {Metrics: "http://m:1"}, "logs": {Logs: "http://l:1"},
	} {
		config := collectorConfig(gatewayPipelines(deps))
		pipelines := config["service"].(kit.Tree)["pipelines"].(kit.Tree)
		require.Len(t, pipelines, 1, signal)
		require.Contains(t, pipelines, signal)
		require.Len(t, config["exporters"], 1, signal)
	}
}

func TestAChangedConfigurationRestartsTheProfiler(t *testing.T) {
	sum := func(backend kit.OTLPGRPC) any {
		config, daemon, err := profiler(here(true), backend)
		require.NoError(t, err)
		var parsed kit.Tree
		require.NoError(t, yaml.Unmarshal([]byte(config["data"].(kit.Tree)[configFile].(string)), &parsed))
		require.Equal(t, collectorConfig(profilerPipelines(backend)), parsed)
		template := daemon["spec"].(kit.Tree)["template"].(kit.Tree)
		return template["metadata"].(kit.Tree)["annotations"].(kit.Tree)["checksum/config"]
	}
	first := sum("a:1")
	require.Equal(t, first, sum("a:1"))
	require.NotEqual(t, first, sum("b:1"))
}

// The collector that the tests build has every factory that is in use and no other. Only the profiler's receiver is not
// among them: a kernel is what it needs.
func TestTheTestCollectorHasTheFactoriesInUse(t *testing.T) {
	built, err := os.ReadFile("../../tests/tools/collector/main.go")
	require.NoError(t, err)
	config := collectorConfig(append(gatewayPipelines(everything()), profilerPipelines("p:1")...))
	delete(config["receivers"].(kit.Tree), "profiling")
	for section, suffix := range map[string]string{
		"receivers": "receiver", "processors": "processor", "exporters": "exporter", "connectors": "connector", "extensions": "extension",
	} {
		var want, have []string
		parts, _ := config[section].(kit.Tree)
		for name := range parts {
			kind, _, _ := strings.Cut(name, "/")
			want = append(want, strings.ReplaceAll(kind, "_", ""))
		}
		for _, found := range regexp.MustCompile(`(\w+)`+suffix+`\.NewFactory\(\)`).FindAllStringSubmatch(string(built), -1) {
			have = append(have, found[1])
		}
		slices.Sort(want)
		require.ElementsMatch(t, slices.Compact(want), have, section)
	}
}
