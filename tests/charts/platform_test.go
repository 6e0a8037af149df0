package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/stacks/stackstest"
	"github.com/kalypsoServing/kalypso/tests/lab/archives"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// The versions that everything is rendered for: the oldest one that is promised and a recent one.
var kubeVersions = []string{"1.29.0", "1.34.0"}

// platform is what the program registers for one configuration: the releases, with the archives that stand for their
// charts, and the objects that it makes itself.
type platform struct {
	releases    []release
	objects     []render.Object
	credentials map[string]string
	recorded    []recorder.Resource
}

// release is one Helm release with the pin of its chart.
type release struct {
	render.Release
	// chart is the chart as the lock names it.
	chart string
}

// variants are the configurations whose values must fit the charts; the first is the development profile.
var variants = map[string]stackstest.Config{
	"development":       {},
	"without eBPF":      {"ebpf": "off"},
	"users by provider": {"minio": map[string]any{"endpoint": "127.0.0.1:30900"}},
	"external S3": {
		"objectStore":          map[string]any{"endpoint": "s3.example.org", "region": "eu-west-1", "tls": true},
		"objectStoreAccessKey": "AccessKeyOfTheTests", "objectStoreSecretKey": "SecretKeyOfTheTests0123456789",
		"components": stackstest.Off("minio"),
	},
	"workload identity": {
		"objectStore": map[string]any{"endpoint": "s3.eu-central-1.amazonaws.com", "auth": "identity", "serviceAccounts": identities},
		"components":  stackstest.Off("minio"),
	},
	"wiring of their own": {"components": map[string]any{
		"mimir": map[string]any{"values": map[string]any{
			"global":   map[string]any{"extraEnvFrom": ownSecret("mine")},
			"ingester": map[string]any{"extraEnvFrom": ownSecret("its"), "env": []any{map[string]any{"name": "OWN", "value": "1"}}},
			"ruler":    map[string]any{"extraVolumes": []any{map[string]any{"name": "own", "emptyDir": map[string]any{}}}},
		}},
		"loki":      map[string]any{"values": map[string]any{"singleBinary": map[string]any{"extraEnvFrom": ownSecret("mine")}}},
		"tempo":     map[string]any{"values": map[string]any{"global": map[string]any{"extraEnvFrom": ownSecret("mine")}}},
		"pyroscope": map[string]any{"values": map[string]any{"pyroscope": map[string]any{"extraEnvFrom": ownSecret("mine")}}},
		"grafana": map[string]any{"values": map[string]any{"extraInitContainers": []any{
			map[string]any{"name": "own", "image": "docker.io/grafana/grafana:12.3.1", "resources": bounded(), "securityContext": restricted()}}}},
	}},
}

// bounded and restricted are what a container of the user's own has, to be let into the namespace.
func bounded() map[string]any {
	return map[string]any{"requests": map[string]any{"cpu": "1m", "memory": "1Mi"}, "limits": map[string]any{"memory": "1Mi"}}
}

func restricted() map[string]any {
	return map[string]any{"allowPrivilegeEscalation": false, "capabilities": map[string]any{"drop": []any{"ALL"}}}
}

func ownSecret(name string) []any {
	return []any{map[string]any{"secretRef": map[string]any{"name": name}}}
}

var recordings = struct {
	sync.Mutex
	done map[string]platform
}{done: map[string]platform{}}

// recorded is what the program registers for the variant.
func recorded(t *testing.T, variant string) platform {
	t.Helper()
	recordings.Lock()
	defer recordings.Unlock()
	if p, ok := recordings.done[variant]; ok {
		return p
	}
	keys, common := variants[variant]
	if !common {
		keys = elsewhere[variant]
	}
	p := record(t, stackstest.Project(t), keys)
	recordings.done[variant] = p
	return p
}

// record runs the program on the project with these keys.
func record(t *testing.T, project string, keys stackstest.Config) platform {
	t.Helper()
	stackstest.Development(project).With(keys).Set(t)
	all, err := recorder.Run(false, stacks.Program{Dir: project, Ask: stackstest.Kubernetes(34),
		Profiles: map[string]config.Profile{"dev": config.Profiles()["dev"], "three": stackstest.Three()}}.Run)
	require.NoError(t, err)
	p := platform{recorded: all.Resources, credentials: map[string]string{"root secret": stackstest.RootSecret}}
	for _, r := range all.Resources {
		require.NoError(t, p.add(r))
	}
	return p
}

// add sorts a recorded resource in.
func (p *platform) add(r recorder.Resource) error {
	inputs, token := r.Plain(), r.GetType()
	switch {
	case token == "kubernetes:helm.sh/v3:Release":
		values, _ := inputs["values"].(map[string]any)
		one := release{}
		one.Name, one.Namespace, one.Values = fmt.Sprint(inputs["name"]), fmt.Sprint(inputs["namespace"]), values
		one.Archive = fmt.Sprint(inputs["chart"])
		version := fmt.Sprint(inputs["version"])
		one.chart = charts.ID(strings.TrimSuffix(filepath.Base(one.Archive), "-"+version+".tgz"), version)
		p.releases = append(p.releases, one)
	case token == "kubernetes:core/v1:Secret":
		data, _ := r.Clear()["data"].(map[string]any)
		for key, v := range data {
			text, err := base64.StdEncoding.DecodeString(fmt.Sprint(v))
			if err != nil {
				return fmt.Errorf("secret %s, key %s: %w", r.GetName(), key, err)
			}
			if key != "admin-user" && !strings.HasSuffix(key, ".json") { // a name, and policies
				p.credentials[r.GetName()+" "+key] = string(text)
			}
		}
	case strings.HasPrefix(token, "kubernetes:"):
		p.objects = append(p.objects, render.Object(inputs))
	}
	return nil
}

// TestMain looks for the real archives once for all tests: KALYPSO_CHARTS, the project, the user's cache, the repositories.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "kalypso-archives-")
	if err != nil {
		log.Fatal(err)
	}
	found, err = archives.Find(context.Background(), "../..", dir)
	code := 1
	if err == nil {
		code = m.Run()
	}
	if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
		log.Fatal(err)
	}
	os.Exit(code)
}

// found are the archives that TestMain has found.
var found archives.Source

// real is a directory with the real archives; where there are none the test is skipped.
func real(t *testing.T) string {
	t.Helper()
	if !found.Real {
		t.Skip(found.Reason)
	}
	return found.Dir
}

// lock is the committed lock.
func lock(t *testing.T) charts.Lock {
	t.Helper()
	read, err := charts.ReadLock("../../charts.lock")
	require.NoError(t, err)
	return read
}

// rendered are the objects of one release from its real archive.
func (r release) rendered(t *testing.T, dir, kubeVersion string) []render.Object {
	t.Helper()
	real := r.Release
	real.Archive = filepath.Join(dir, filepath.Base(r.Archive))
	objects, err := render.Objects(real, kubeVersion)
	require.NoError(t, err)
	return objects
}
