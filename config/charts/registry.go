package charts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
)

// The media types of a Helm chart in a registry.
const (
	chartLayer    = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
	oldChartLayer = "application/tar+gzip"
)

// largestManifest bounds the manifest of a chart, in bytes.
const largestManifest = 4 << 20

// fromRegistry pulls the chart as oci://host/path/<name>:<version>. A private registry takes the login of `docker login` or
// `helm registry login`, also from a credential helper.
func (s repositories) fromRegistry(ctx context.Context, r Request) ([]byte, string, error) {
	address := strings.TrimSuffix(r.Repo, "/") + "/" + r.Name
	repository, err := s.registry(address)
	if err != nil {
		return nil, address, err
	}
	tag := strings.ReplaceAll(r.Version, "+", "_") // a tag cannot hold a plus; Helm writes it so
	data, err := pull(ctx, repository, tag)
	if errors.Is(err, errdef.ErrNotFound) {
		err = absent(ctx, repository, r, address)
	}
	return data, address + ":" + tag, err
}

func (s repositories) registry(address string) (*remote.Repository, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" {
		return nil, fmt.Errorf("registry address %q is not oci://host/path", address)
	}
	repository, err := remote.NewRepository(parsed.Host + parsed.Path)
	if err != nil {
		return nil, fmt.Errorf("registry address %q: %w", address, err)
	}
	store, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
	if err != nil {
		return nil, fmt.Errorf("reading the logins to registries: %w", err)
	}
	repository.PlainHTTP = loopback(parsed.Hostname()) // as container tools do: a registry on this machine has no certificate
	repository.Client = &auth.Client{Client: s.client, Cache: auth.NewCache(), Credential: credentials.Credential(store)}
	return repository, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// pull reads the manifest behind the tag and then its chart layer, both checked against their digests.
func pull(ctx context.Context, repository *remote.Repository, tag string) ([]byte, error) {
	described, answer, err := repository.FetchReference(ctx, tag)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Close() }() // it was only read
	if described.Size > largestManifest {
		return nil, fmt.Errorf("the manifest has %d bytes, at most %d are taken", described.Size, largestManifest)
	}
	text, err := content.ReadAll(answer, described)
	if err != nil {
		return nil, err
	}
	var manifest ocispec.Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("reading the manifest of %s:%s: %w", repository.Reference.Repository, tag, err)
	}
	for _, layer := range manifest.Layers {
		if layer.MediaType != chartLayer && layer.MediaType != oldChartLayer {
			continue
		}
		if layer.Size > largestChart {
			return nil, fmt.Errorf("the chart has %d MiB, at most %d are taken", layer.Size>>20, largestChart>>20)
		}
		return content.FetchAll(ctx, repository, layer)
	}
	return nil, fmt.Errorf("%s:%s in the registry is not a Helm chart: it has no layer of type %s", repository.Reference.Repository, tag,
		chartLayer)
}

// absent reports a version that is not there, with those that the registry lists.
func absent(ctx context.Context, repository *remote.Repository, r Request, address string) error {
	versions, err := tags(ctx, repository)
	if err != nil {
		return fmt.Errorf("%s has no version %s (and does not list what it has: %w)", address, r.Version, err)
	}
	return missing(r, address, versions)
}

// tags lists the versions in a registry, with the plus that a tag cannot hold.
func tags(ctx context.Context, repository *remote.Repository) ([]string, error) {
	var versions []string
	err := repository.Tags(ctx, "", func(tags []string) error {
		for _, tag := range tags {
			versions = append(versions, strings.ReplaceAll(tag, "_", "+"))
		}
		return nil
	})
	return versions, err
}
