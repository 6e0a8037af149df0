package image

import (
	"archive/tar"
	"io"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheArchiveHoldsTheProgram(t *testing.T) {
	file := filepath.Join(t.TempDir(), "verify.tar")
	require.NoError(t, Write(file, "kalypso-verify:dev", "arm64", []byte("program")))
	read, err := tarball.ImageFromPath(file, nil)
	require.NoError(t, err)
	config, err := read.ConfigFile()
	require.NoError(t, err)
	assert.Equal(t, "linux/arm64", config.OS+"/"+config.Architecture)
	assert.Equal(t, []string{"/verify"}, config.Config.Entrypoint)
	assert.Equal(t, "65532:65532", config.Config.User)
	files := mutate.Extract(read)
	defer files.Close()
	content := tar.NewReader(files)
	header, err := content.Next()
	require.NoError(t, err)
	assert.Equal(t, "verify", header.Name)
	text, err := io.ReadAll(content)
	require.NoError(t, err)
	assert.Equal(t, "program", string(text))
}

func TestANameThatIsNoneIsRefused(t *testing.T) {
	assert.ErrorContains(t, Write(filepath.Join(t.TempDir(), "x"), "No Name", "amd64", nil), "naming the image No Name")
}
