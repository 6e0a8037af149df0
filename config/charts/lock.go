// Package charts knows the Helm charts of the platform: what the lock file says about each pinned archive, where the
// archives come from, and which value keys a chart understands.
package charts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/images"
)

// Lock holds the facts about each pinned chart, by "name@version".
type Lock map[string]Facts

// Facts is what charts.lock says about one archive. They are read from the archive itself by `make lock`.
type Facts struct {
	// Repository is where the chart's authors publish it: an http(s):// repository or an oci:// path.
	Repository string `yaml:"repository"`
	// Version is the exact string in the archive's Chart.yaml.
	Version string `yaml:"version"`
	// SHA256 is the digest of the archive file, in hexadecimal.
	SHA256 string `yaml:"sha256"`
	// AppVersion is the version of the program that the chart installs by default.
	AppVersion string `yaml:"appVersion"`
	// Images are those that the chart runs with its defaults and with the values of a development stack.
	Images []string `yaml:"images"`
	// ImageValues are the images that values name, below the path of their map, as a development stack has them.
	ImageValues map[string]images.Value `yaml:"imageValues,omitempty"`
	// ClusterScoped are the objects without a namespace that the chart makes with the values of a development stack, as
	// "Kind/name": a cluster has each once, so no other release may have made them.
	ClusterScoped []string `yaml:"clusterScoped,omitempty"`
	// Off are the maps of values that a development stack leaves switched off (their key enabled is false): nothing below has an effect.
	Off []string `yaml:"off,omitempty"`
	// Keys are the value keys that the chart understands; nil when they are not known.
	Keys *Key `yaml:"keys"`
	// chart is the chart's name.
	chart string
}

// ID is the key of a chart in the lock.
func ID(name, version string) string { return name + "@" + version }

// Facts looks a chart up; false for a chart that is not pinned, such as a user's own.
func (l Lock) Facts(name, version string) (Facts, bool) {
	facts, ok := l[ID(name, version)]
	facts.chart = name
	return facts, ok
}

// CheckImages refuses an image lock that lacks an image which the values of a pinned chart name.
func (l Lock) CheckImages(known images.Lock) error {
	lacking := map[string]bool{}
	for _, facts := range l {
		for _, image := range facts.ImageValues {
			if name := images.Canonical(image.Name()); known[name] == "" {
				lacking[name] = true
			}
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	return fmt.Errorf("%s lacks what the charts run: %s; `make lock` adds it", images.File,
		strings.Join(slices.Sorted(maps.Keys(lacking)), ", "))
}

// Versions lists the locked versions of a chart, for an error about one that is not locked.
func (l Lock) Versions(name string) []string {
	var versions []string
	for id := range l {
		if version, ok := strings.CutPrefix(id, name+"@"); ok {
			versions = append(versions, version)
		}
	}
	slices.SortFunc(versions, compareVersions)
	return versions
}

// ReadLock reads the lock file. An error names the file and what is wrong with it.
func ReadLock(path string) (Lock, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the chart lock: %w (it is part of the repository: restore it with git)", err)
	}
	lock, err := DecodeLock(data)
	if err != nil {
		return nil, fmt.Errorf("reading the chart lock %s: %w", path, err)
	}
	return lock, nil
}

// DecodeLock reads the text of a lock file; keys it does not know are errors.
func DecodeLock(data []byte) (Lock, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var lock Lock
	if err := decoder.Decode(&lock); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var problems []error
	for id, facts := range lock {
		if facts.Version == "" || len(facts.SHA256) != 64 {
			problems = append(problems, fmt.Errorf("%s: version or sha256 is missing or malformed", id))
		}
	}
	return lock, errors.Join(problems...)
}

const header = "# What the pinned charts are, read from the archives themselves by `make lock`. Not edited by hand.\n" +
	"# keys: the values that a chart understands. \"value\" takes nothing below it, below \"open\" all is the user's own.\n"

// Encode writes the lock as text: charts and keys sorted, one fact on a line, so that a diff shows what changed.
func (l Lock) Encode() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(header)
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(1)
	if err := encoder.Encode(map[string]Facts(l)); err != nil {
		return nil, fmt.Errorf("writing the chart lock: %w", err)
	}
	return out.Bytes(), encoder.Close()
}
