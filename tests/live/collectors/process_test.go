package collectors

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/tests/lab/process"
	"github.com/kalypsoServing/kalypso/tests/live/traffic"
)

// running is a gateway as a process of this machine.
type running struct {
	*process.Process
	post            traffic.Post
	health, metrics string
}

// start runs the gateway's own configuration with its queue on a disk of so many megabytes, which only it sees, and with Loki at
// the given address. What a cluster gives is left out: the processor that asks the API server, and the other two stores.
func start(t *testing.T, program, config, loki string, megabytes int) running {
	t.Helper()
	dir := t.TempDir()
	ports := free(t, 3)
	file := filepath.Join(dir, "config.yaml")
	require.NoError(t, os.WriteFile(file, alone(t, here(t, config, dir), loki, ports), 0o600))
	const script = `mount -t tmpfs -o "size=$1m" tmpfs "$2" && shift 2 && exec "$@"`
	spec := process.Spec{
		Name: "gateway", Path: "unshare", Dir: dir, Env: append(environment(), "PATH="+os.Getenv("PATH")),
		Args: []string{"--mount", "--propagation", "private", "/bin/sh", "-ec", script, "sh",
			fmt.Sprint(megabytes), filepath.Join(dir, "queue"), program, "--config", file},
	}
	p, err := process.Start(spec)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, process.Stop([]process.Identity{p.Identity}, 10*time.Second)) })
	at := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	r := running{Process: p, health: at(ports[1]), metrics: at(ports[2]) + "/metrics"}
	r.post = traffic.To(&http.Client{Timeout: 20 * time.Second}, at(ports[0]))
	err = process.Await(t.Context(), 20*time.Second, []*process.Process{p}, "the gateway is ready", func(ctx context.Context) error {
		return r.healthy(ctx)
	})
	require.NoError(t, err)
	return r
}

// healthy is nil while the collector says so.
func (r running) healthy(ctx context.Context) error {
	_, err := get(ctx, r.health)
	return err
}

// alone rewrites a gateway's configuration for a machine without a cluster.
func alone(t *testing.T, text, loki string, ports []int) []byte {
	t.Helper()
	var config map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &config))
	at := func(path ...string) map[string]any {
		tree := config
		for _, key := range path {
			next, ok := tree[key].(map[string]any)
			require.True(t, ok, "the gateway's configuration has no %v", path)
			tree = next
		}
		return tree
	}
	pipelines := at("service", "pipelines")
	logs := at("service", "pipelines", "logs")
	clear(pipelines)
	pipelines["logs"] = logs
	var processors []any
	for _, name := range logs["processors"].([]any) {
		if name != "k8sattributes" {
			processors = append(processors, name)
		}
	}
	logs["processors"] = processors
	delete(at("receivers", "otlp", "protocols"), "grpc")
	at("receivers", "otlp", "protocols", "http")["endpoint"] = fmt.Sprintf("127.0.0.1:%d", ports[0])
	at("extensions", "health_check")["endpoint"] = fmt.Sprintf("127.0.0.1:%d", ports[1])
	reader := map[string]any{"pull": map[string]any{"exporter": map[string]any{"prometheus": map[string]any{"host": "127.0.0.1", "port": ports[2]}}}}
	at("service", "telemetry", "metrics")["readers"] = []any{reader}
	at("exporters", "otlphttp/logs")["endpoint"] = loki
	written, err := yaml.Marshal(config)
	require.NoError(t, err)
	return written
}

// free are ports that nobody listens on.
func free(t *testing.T, count int) []int {
	t.Helper()
	var ports []int
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer listener.Close()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
