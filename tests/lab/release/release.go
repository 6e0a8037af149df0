// Package release gets programs out of pinned release archives, on machines whose network has them. Not a byte is used that
// has not the digest in the project's own list.
package release

import (
	"fmt"
	"os"
	"runtime"
	"slices"

	"sigs.k8s.io/yaml"
)

// Release is a version of some programs.
type Release struct {
	// Module and Version are what they are built from otherwise.
	Module  string `json:"module"`
	Version string `json:"version"`
	// Programs are the names of the files in the archive.
	Programs []string `json:"programs"`
	// Source is where the digests were read.
	Source string `json:"source"`
	// Archives are by platform: linux/amd64.
	Archives map[string]Archive `json:"archives"`
}

// Archive is a gzipped tar. One of the digests is set, in hexadecimal.
type Archive struct {
	URL    string `json:"url"`
	SHA256 string `json:"sha256"`
	SHA512 string `json:"sha512"`
}

// Load reads the project's list.
func Load(file string) ([]Release, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the list of release archives: %w", err)
	}
	var releases []Release
	if err := yaml.UnmarshalStrict(text, &releases); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	return releases, nil
}

// archive is the one for this machine; false if there is none.
func (r Release) archive() (Archive, bool) {
	a, ok := r.Archives[runtime.GOOS+"/"+runtime.GOARCH]
	return a, ok
}

// Offers reports whether the program can be had from it on this machine.
func (r Release) Offers(program string) bool {
	_, ok := r.archive()
	return ok && slices.Contains(r.Programs, program)
}
