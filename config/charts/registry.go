package charts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// The media types of a chart in a registry, as Helm pushes it; the second is the one of early Helm 3.
const (
	chartLayer     = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
	oldChartLayer  = "application/tar+gzip"
	imageManifest  = "application/vnd.oci.image.manifest.v1+json"
	dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
)

// registry is one repository of an OCI registry: https://host/v2/path/chart.
type registry struct {
	web
	base string // ends in /v2/<path>/<chart>
	name string // <path>/<chart>
	// token is the bearer token, once the registry has asked for one.
	token string
}

// fromRegistry pulls the chart as oci://host/path/<name>:<version>, without credentials.
func (s repositories) fromRegistry(ctx context.Context, r Request) ([]byte, string, error) {
	place := strings.TrimSuffix(r.Repo, "/") + "/" + r.Name
	address, err := url.Parse(place)
	if err != nil || address.Host == "" {
		return nil, place, fmt.Errorf("registry address %q is not oci://host/path", r.Repo)
	}
	scheme := "https"
	if loopback(address.Hostname()) {
		scheme = "http" // as container tools do: a registry on this machine has no certificate
	}
	name := strings.TrimPrefix(address.Path, "/")
	reg := &registry{web: s.web, base: scheme + "://" + address.Host + "/v2/" + name, name: name}
	tag := strings.ReplaceAll(r.Version, "+", "_") // a tag cannot hold a plus; Helm writes it so
	data, err := reg.pull(ctx, tag)
	var status *statusError
	if errors.As(err, &status) && status.code == http.StatusNotFound {
		return nil, place, reg.missing(ctx, r, place)
	}
	return data, place + ":" + tag, err
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// pull reads the manifest behind the tag and then its chart layer, whose digest the manifest states.
func (g *registry) pull(ctx context.Context, tag string) ([]byte, error) {
	text, err := g.ask(ctx, g.base+"/manifests/"+tag, imageManifest+", "+dockerManifest, largestAnswer)
	if err != nil {
		return nil, err
	}
	var manifest struct {
		Layers []struct{ MediaType, Digest string }
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("reading the manifest of %s:%s: %w", g.name, tag, err)
	}
	for _, layer := range manifest.Layers {
		if layer.MediaType != chartLayer && layer.MediaType != oldChartLayer {
			continue
		}
		data, err := g.ask(ctx, g.base+"/blobs/"+layer.Digest, "", largestChart)
		if err != nil {
			return nil, err
		}
		if got := "sha256:" + digest(data); got != layer.Digest {
			return nil, fmt.Errorf("%s:%s: the registry sent a layer with digest %s, its manifest has %s", g.name, tag, got, layer.Digest)
		}
		return data, nil
	}
	return nil, fmt.Errorf("%s:%s in the registry is not a Helm chart: it has no layer of type %s", g.name, tag, chartLayer)
}

// missing reports an absent version with those that the registry lists.
func (g *registry) missing(ctx context.Context, r Request, place string) error {
	var list struct{ Tags []string }
	text, err := g.ask(ctx, g.base+"/tags/list", "", largestAnswer)
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err != nil {
		return fmt.Errorf("%s has no version %s (and does not list what it has: %w)", place, r.Version, err)
	}
	return missing(r, place, list.Tags)
}

// ask makes a request, with a token once the registry has demanded one.
func (g *registry) ask(ctx context.Context, address, accept string, limit int64) ([]byte, error) {
	for {
		header := http.Header{}
		if accept != "" {
			header.Set("Accept", accept)
		}
		if g.token != "" {
			header.Set("Authorization", "Bearer "+g.token)
		}
		data, err := g.get(ctx, address, header, limit)
		var status *statusError
		if !errors.As(err, &status) || status.code != http.StatusUnauthorized || g.token != "" {
			return data, err
		}
		if g.token, err = g.authorize(ctx, status.header.Get("WWW-Authenticate")); err != nil {
			return nil, fmt.Errorf("pulling %s without credentials: %w", g.name, err)
		}
	}
}

var challengeField = regexp.MustCompile(`(\w+)="([^"]*)"`)

// authorize gets an anonymous token from the service that the registry names in its challenge.
func (g *registry) authorize(ctx context.Context, challenge string) (string, error) {
	fields := map[string]string{}
	for _, field := range challengeField.FindAllStringSubmatch(challenge, -1) {
		fields[field[1]] = field[2]
	}
	if !strings.HasPrefix(strings.ToLower(challenge), "bearer ") || fields["realm"] == "" {
		return "", fmt.Errorf("the registry wants a login (%q): mirror the charts to one that can be read without, or use a directory",
			challenge)
	}
	scope := fields["scope"]
	if scope == "" {
		scope = "repository:" + g.name + ":pull"
	}
	query := url.Values{"scope": {scope}}
	if fields["service"] != "" {
		query.Set("service", fields["service"])
	}
	separator := "?"
	if strings.Contains(fields["realm"], "?") {
		separator = "&"
	}
	text, err := g.get(ctx, fields["realm"]+separator+query.Encode(), nil, largestAnswer)
	if err != nil {
		return "", err
	}
	var answer struct {
		Token       string `json:"token"`
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return "", fmt.Errorf("reading the token of %s: %w", fields["realm"], err)
	}
	if answer.Token == "" {
		answer.Token = answer.AccessToken
	}
	if answer.Token == "" {
		return "", fmt.Errorf("%s gave no token", fields["realm"])
	}
	return answer.Token, nil
}
