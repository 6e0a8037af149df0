package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/kustomize"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
	"github.com/kalypsoServing/kalypso/stacks"
	"github.com/kalypsoServing/kalypso/tests/charts/conform"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/footprint"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// TestEveryKeyIsKnown needs no archive: the lock knows which keys the charts understand.
func TestEveryKeyIsKnown(t *testing.T) {
	known := lock(t)
	for variant := range variants {
		t.Run(variant, func(t *testing.T) {
			for _, r := range recorded(t, variant).releases {
				facts, ok := known[r.chart]
				require.True(t, ok, "%s is not in charts.lock", r.chart)
				for _, problem := range facts.Unfit(r.Values) {
					t.Errorf("release %s: %s", r.Name, problem)
				}
				assert.Empty(t, conform.Nulls(r.Values), "release %s: values without content", r.Name)
				assert.Equal(t, ".charts/"+filepath.Base(r.Archive), r.Archive)
			}
		})
	}
}

// TestEveryReleaseRenders also satisfies the charts' schemas, for the rendering checks them.
func TestEveryReleaseRenders(t *testing.T) {
	dir := real(t)
	for variant := range variants {
		for _, version := range kubeVersions {
			t.Run(variant+" on "+version, func(t *testing.T) {
				for _, r := range recorded(t, variant).releases {
					if r.Name != "istio-base" {
						assert.NotEmpty(t, r.rendered(t, dir, version), "release %s", r.Name)
					}
				}
			})
		}
	}
}

// The development profile's allowance (design.md, "Numbers to hold").
const (
	allowedPods     = 31
	allowedMemory   = 3400 << 20
	allowedMilliCPU = 850
)

func TestFootprint(t *testing.T) {
	dir, p := real(t), recorded(t, "development")
	var all []footprint.Row
	count := func(owner string, objects []render.Object) {
		rows, err := footprint.Of(objects)
		require.NoError(t, err)
		for _, row := range rows {
			row.Workload = owner + " " + row.Workload
			all = append(all, row)
		}
	}
	for _, r := range p.releases {
		count(ownerOf(t, r.Name), r.rendered(t, dir, "1.34.0"))
	}
	count("telemetry", p.objects)

	var table strings.Builder
	require.NoError(t, footprint.Print(&table, all))
	t.Logf("development profile:\n%s", table.String())
	total := footprint.Total(all)
	assert.LessOrEqual(t, total.Pods, allowedPods, "pods")
	assert.LessOrEqual(t, total.Memory, int64(allowedMemory), "bytes of memory requested")
	assert.LessOrEqual(t, total.MilliCPU, int64(allowedMilliCPU), "thousandths of a core requested")
	assert.Equal(t, stacks.Requested(config.Profiles()["dev"].Sizing), byComponent(all), "stacks.Requested, by which a VM's size is checked")
	for _, row := range all {
		assert.Empty(t, row.Unlimited, "%s: containers without a memory limit", row.Workload)
	}
}

// ownerOf is the component that manifests/ say owns a release.
func ownerOf(t *testing.T, release string) string {
	t.Helper()
	all, err := kustomize.Load("../..")
	require.NoError(t, err)
	for _, c := range all {
		if slices.ContainsFunc(c.Charts, func(chart manifest.Chart) bool { return chart.Release == release }) {
			return c.Name
		}
	}
	require.Fail(t, "no component has the release "+release)
	return ""
}

// byComponent adds up rows whose names begin with their component.
func byComponent(rows []footprint.Row) map[string]sizing.Request {
	sums := map[string]sizing.Request{}
	for _, row := range rows {
		if row.Hook {
			continue
		}
		owner, _, _ := strings.Cut(row.Workload, " ")
		sum := sums[owner]
		sum.CPU += row.MilliCPU
		sum.Memory += row.Memory >> 20
		sum.Disk += row.Storage >> 30
		sums[owner] = sum
	}
	return sums
}

func TestRunsOnASingleNode(t *testing.T) {
	dir, p := real(t), recorded(t, "development")
	for _, r := range p.releases {
		assert.Empty(t, conform.SingleNode(r.rendered(t, dir, "1.34.0")), "release %s", r.Name)
	}
	assert.Empty(t, conform.SingleNode(p.objects))
}

func TestRetentionIsSetForEverySignal(t *testing.T) {
	dir, p := real(t), recorded(t, "development")
	for release, path := range map[string][]string{
		"mimir":     {"limits", "compactor_blocks_retention_period"},
		"tempo":     {"compactor", "compaction", "block_retention"},
		"loki":      {"limits_config", "retention_period"},
		"pyroscope": {"limits", "compactor_blocks_retention_period"},
	} {
		value := conform.Setting(p.release(t, release).rendered(t, dir, "1.34.0"), path...)
		assert.Regexp(t, `^[1-9][0-9]*[a-z]`, fmt.Sprint(value), "%s: %s", release, strings.Join(path, "."))
	}
	deletes := conform.Setting(p.release(t, "loki").rendered(t, dir, "1.34.0"), "compactor", "retention_enabled")
	assert.Equal(t, true, deletes, "loki deletes nothing unless its compactor is told to")
}

func TestPromisedAddresses(t *testing.T) {
	dir, p := real(t), recorded(t, "development")
	for name, want := range map[string]struct{ namespace, service string }{
		"kalypso-minio": {"minio", "kalypso-minio:9000"},
		"mimir":         {"mimir", "mimir-gateway:80"},
		"tempo":         {"tempo", "tempo-gateway:3100"},
		"loki":          {"loki", "loki-gateway:80"},
		"pyroscope":     {"pyroscope", "pyroscope:4040"},
	} {
		r := p.release(t, name)
		assert.Equal(t, want.namespace, r.Namespace)
		assert.Contains(t, conform.Services(r.rendered(t, dir, "1.34.0")), want.service)
	}
}

func TestNoKafkaNoAlloyOneMinIO(t *testing.T) {
	dir, p := real(t), recorded(t, "development")
	objects := slices.Clone(p.objects)
	for _, r := range p.releases {
		objects = append(objects, r.rendered(t, dir, "1.34.0")...)
	}
	assert.Empty(t, conform.Running(objects, regexp.MustCompile(`kafka|alloy|grafana-agent|rollout-operator|memcached`)))
	assert.Len(t, conform.Running(objects, regexp.MustCompile(`minio/minio:`)), 1)
	mimir := p.release(t, "mimir").rendered(t, dir, "1.34.0")
	assert.Equal(t, false, conform.Setting(mimir, "ingest_storage", "enabled"))
}

// TestNoCredentialOutsideSecrets searches everything that is rendered and every plain input of every resource.
func TestNoCredentialOutsideSecrets(t *testing.T) {
	dir := real(t)
	for variant, fewest := range map[string]int{"development": 10, "users by provider": 6, "external S3": 5} {
		t.Run(variant, func(t *testing.T) {
			p := recorded(t, variant)
			assert.GreaterOrEqual(t, len(p.credentials), fewest, "credentials to search for: %d", len(p.credentials))
			for _, r := range p.recorded {
				assert.Empty(t, conform.Leaks(printed(t, r.Plain()), p.credentials), "inputs of %s %s", r.GetType(), r.GetName())
			}
			for _, r := range p.releases {
				for _, object := range r.rendered(t, dir, "1.34.0") {
					text := printed(t, object)
					assert.Empty(t, conform.Leaks(text, p.credentials), "%s of release %s", object.ID(), r.Name)
					assert.NotContains(t, text, "console123", "%s of release %s", object.ID(), r.Name)
					assert.NotContains(t, text, "consoleAdmin", "%s of release %s", object.ID(), r.Name)
				}
			}
		})
	}
}

func TestEveryImageIsLocked(t *testing.T) {
	dir, known := real(t), lock(t)
	for variant := range variants {
		for _, r := range recorded(t, variant).releases {
			for _, image := range footprint.Images(r.rendered(t, dir, "1.34.0")) {
				assert.Contains(t, known[r.chart].Images, image, "release %s (%s)", r.Name, variant)
			}
		}
	}
	pinned := regexp.MustCompile(`:(v?[0-9]+\.[0-9]+|RELEASE\.[0-9]{4}-)`)
	for _, image := range footprint.Images(recorded(t, "development").objects) {
		assert.Regexp(t, pinned, image)
	}
}

// release finds a release by name.
func (p platform) release(t *testing.T, name string) release {
	t.Helper()
	for _, r := range p.releases {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no release %s is registered", name)
	return release{}
}

func printed(t *testing.T, value any) string {
	t.Helper()
	text, err := yaml.Marshal(value)
	require.NoError(t, err)
	return string(text)
}
