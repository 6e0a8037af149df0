package image

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheImageStartsTheProgramAsNobody(t *testing.T) {
	binary, file := filepath.Join(t.TempDir(), "built"), filepath.Join(t.TempDir(), "verify.tar")
	require.NoError(t, os.WriteFile(binary, []byte("program"), 0o600))
	require.NoError(t, Of("kalypso-verify:dev", "arm64", binary).Write(file))
	read, err := tarball.ImageFromPath(file, nil)
	require.NoError(t, err)
	config, err := read.ConfigFile()
	require.NoError(t, err)
	assert.Equal(t, "linux/arm64", config.OS+"/"+config.Architecture)
	assert.Equal(t, []string{"/verify"}, config.Config.Entrypoint)
	assert.Equal(t, "65532:65532", config.Config.User)
}

func TestANameThatIsNoneIsRefused(t *testing.T) {
	assert.ErrorContains(t, Of("No Name", "amd64", "x").Write(filepath.Join(t.TempDir(), "x")), "naming image No Name")
}
