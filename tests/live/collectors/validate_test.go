package collectors

import (
	"crypto/sha256"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/stacks/stackstest"
)

// TestEveryConfigurationPassesValidate asks the collector itself, for every switch. Equal configurations are asked once.
func TestEveryConfigurationPassesValidate(t *testing.T) {
	program, project, dir := collector(t), stackstest.Project(t), t.TempDir()
	accepted := map[[32]byte]bool{}
	for _, variant := range names() {
		configs := record(t, project, variants()[variant])
		assert.NotEmpty(t, configs, variant)
		for name, config := range configs {
			sum := sha256.Sum256([]byte(config))
			if accepted[sum] {
				continue
			}
			file := filepath.Join(dir, "config.yaml")
			require.NoError(t, os.WriteFile(file, []byte(here(t, config, dir)), 0o600))
			validate := exec.CommandContext(t.Context(), program, "validate", "--config", file)
			validate.Env = environment()
			if output, err := validate.CombinedOutput(); !assert.NoError(t, err, "%s, %s: %s\n%s", variant, name, output, config) {
				continue
			}
			accepted[sum] = true
		}
	}
	t.Logf("validate accepts %d configurations", len(accepted))
}

// environment is what the operator gives to a collector's container.
func environment() []string {
	return []string{
		"K8S_NODE_NAME=node", "POD_NAME=pod", "GOMEMLIMIT=400MiB", "SHARD=0", "EXPORTER_VENDOR_AUTHORIZATION=Bearer of-the-tests",
	}
}

// authority is some certificate.
func authority(t *testing.T) []byte {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}
