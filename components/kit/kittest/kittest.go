// Package kittest helps the tests of components: an object store to give them, and golden files for what they compute.
package kittest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// The credentials in Bucket, to be searched for where they must not be.
const (
	AccessKey = "TheAccessKeyInTests"
	SecretKey = "TheSecretKeyInTests"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// Bucket is a bucket in the store that the development profile has.
func Bucket(name string) kit.Bucket {
	return kit.Bucket{
		ObjectStore: kit.ObjectStore{Endpoint: "kalypso-minio.minio.svc.cluster.local:9000", Region: "us-east-1"},
		Name:        name,
		AccessKey:   credential.NewSecret(AccessKey),
		SecretKey:   credential.NewSecret(SecretKey),
		Fingerprint: "0a1b2c3d",
	}
}

// Pin is a component of one chart whose release and namespace bear the component's name.
func Pin(name string) manifest.Component {
	return manifest.Component{
		Name:      name,
		File:      "manifests/" + name + "/kustomization.yaml",
		Namespace: manifest.Namespace{Name: name},
		Charts:    []manifest.Chart{{Name: name, Version: "1.2.3", Release: name, Namespace: name}},
	}
}

// Spec is that of a component like Pin's, in a cluster like most.
func Spec(name string) kit.Spec {
	return kit.Spec{Component: Pin(name), Settings: config.DefaultClusterSettings()}
}

// Golden compares tree, as YAML, with testdata/<file>; with -update it writes that file.
func Golden(t *testing.T, file string, tree map[string]any) {
	t.Helper()
	got, err := yaml.Marshal(tree)
	require.NoError(t, err)
	path := filepath.Join("testdata", file)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update once")
	require.Equal(t, string(want), string(got))
}
