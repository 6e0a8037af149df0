package telemetry

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/kit/kittest"
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
	support, workloads, err := objects(here(true), everything())
	require.NoError(t, err)
	require.Len(t, workloads, 2)
	kittest.Golden(t, "gateway.golden.yaml", workloads[0])
	kittest.Golden(t, "profiler.golden.yaml", workloads[1])
	kittest.Golden(t, "support.golden.yaml", kit.Tree{"support": support})
}

func TestWhatHasNowhereToSendToIsLeftOut(t *testing.T) {
	const collector, daemon = "OpenTelemetryCollector", "DaemonSet"
	access := []string{"ServiceAccount", "ClusterRole", "ClusterRoleBinding"}
	for name, c := range map[string]struct {
		ebpf               bool
		deps               Deps
		support, workloads []string
	}{
		"everything":       {true, everything(), append([]string{"ConfigMap"}, access...), []string{collector, daemon}},
		"no eBPF":          {false, everything(), access, []string{collector}},
		"profiles only":    {true, Deps{Profiles: "p:1"}, append([]string{"ConfigMap"}, access...), []string{daemon}},
		"traces only":      {true, Deps{Traces: "t:1"}, access, []string{collector}},
		"nothing to do":    {false, Deps{Profiles: "p:1"}, nil, nil},
		"no backend there": {true, Deps{}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			support, workloads, err := objects(here(c.ebpf), c.deps)
			require.NoError(t, err)
			require.Equal(t, c.support, kinds(support))
			require.Equal(t, c.workloads, kinds(workloads))
		})
	}
}

func kinds(objects []manifest.Object) []string {
	var list []string
	for _, object := range objects {
		list = append(list, object["kind"].(string))
	}
	return list
}

func TestGatewayHasAPipelineForEachBackend(t *testing.T) {
	for signal, deps := range map[string]Deps{
		"traces": {Traces: "t:1"}, "metrics": {Metrics: "http://m:1"}, "logs": {Logs: "http://l:1"},
	} {
		config := gatewayConfig(deps)
		pipelines := config["service"].(kit.Tree)["pipelines"].(kit.Tree)
		require.Len(t, pipelines, 1, signal)
		require.Contains(t, pipelines, signal)
		require.Len(t, config["exporters"], 1, signal)
	}
}

// A collector refuses to start over a pipeline that names what is not configured.
func TestPipelinesNameWhatIsConfigured(t *testing.T) {
	for _, config := range []kit.Tree{gatewayConfig(everything()), profilerConfig("p:1")} {
		service := config["service"].(kit.Tree)
		for _, name := range service["extensions"].([]any) {
			require.Contains(t, config["extensions"], name)
		}
		for signal, pipeline := range service["pipelines"].(kit.Tree) {
			for part, names := range pipeline.(kit.Tree) {
				for _, name := range names.([]any) {
					require.Contains(t, config[part], name, signal)
				}
			}
		}
	}
}

func TestAChangedConfigurationRestartsTheProfiler(t *testing.T) {
	sum := func(backend kit.OTLPGRPC) any {
		config, daemon, err := profiler(here(true), backend)
		require.NoError(t, err)
		var parsed kit.Tree
		require.NoError(t, yaml.Unmarshal([]byte(config["data"].(kit.Tree)[configFile].(string)), &parsed))
		require.Equal(t, profilerConfig(backend), parsed)
		template := daemon["spec"].(kit.Tree)["template"].(kit.Tree)
		return template["metadata"].(kit.Tree)["annotations"].(kit.Tree)["checksum/config"]
	}
	first := sum("a:1")
	require.Equal(t, first, sum("a:1"))
	require.NotEqual(t, first, sum("b:1"))
}
