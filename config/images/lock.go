// Package images knows the digests of the images that the platform runs: what images.lock says of each.
package images

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"
)

// File is the lock's name in a project.
const File = "images.lock"

// Unknown stands for a digest that no registry has been asked for yet: such an image runs by its tag.
const Unknown = "unknown"

// Lock holds the digest of each image's index, or Unknown, by the image's canonical name.
type Lock map[string]string

var digest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// Read reads a lock. An error names the file and every row that is wrong.
func Read(path string) (Lock, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the image lock: %w (it is part of the repository: restore it with git)", err)
	}
	lock, err := Decode(text)
	if err != nil {
		return nil, fmt.Errorf("reading the image lock %s: %w", path, err)
	}
	return lock, nil
}

// Decode reads the text of a lock.
func Decode(text []byte) (Lock, error) {
	var lock Lock
	if err := yaml.Unmarshal(text, &lock); err != nil {
		return nil, err
	}
	var problems []error
	for _, image := range slices.Sorted(maps.Keys(lock)) {
		if canonical := Canonical(image); canonical != image || !Kept(image) {
			problems = append(problems, fmt.Errorf("%s: want an image's whole name with registry and tag, like docker.io/library/busybox:1.36.1",
				image))
		}
		if found := lock[image]; found != Unknown && !digest.MatchString(found) {
			problems = append(problems, fmt.Errorf("%s: found %q, want sha256: with 64 digits, or %s; "+
				"`kalypso charts images --digests` writes it", image, found, Unknown))
		}
	}
	return lock, errors.Join(problems...)
}

const header = "# The images that the platform runs, or that its charts run when values switch them on, each with the digest of its index.\n" +
	"# `make lock` keeps the list, `kalypso charts images --digests` asks the registries. Not edited by hand. An image whose digest is\n" +
	"# unknown runs by its tag alone.\n"

// Encode writes the lock as text, sorted.
func (l Lock) Encode() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(header)
	encoder := yaml.NewEncoder(&out)
	if err := encoder.Encode(map[string]string(l)); err != nil {
		return nil, fmt.Errorf("writing the image lock: %w", err)
	}
	return out.Bytes(), encoder.Close()
}

// Digest is the digest of an image by any of its names; "" where it is not known.
func (l Lock) Digest(image string) string { return known(l[Canonical(image)]) }

// DigestAt is the digest of what has that path and tag in some registry; "" where it is not known, or where two differ.
func (l Lock) DigestAt(path string) string {
	found, seen := "", false
	for image, sum := range l {
		if Path(image) != path && Path(image) != "library/"+path {
			continue
		}
		if seen && sum != found {
			return ""
		}
		found, seen = sum, true
	}
	return known(found)
}

func known(sum string) string {
	if sum == Unknown {
		return ""
	}
	return sum
}

// Unknown counts the images whose digest is not known.
func (l Lock) Unknown() int {
	count := 0
	for _, sum := range l {
		if sum == Unknown {
			count++
		}
	}
	return count
}

// With is the lock for these images: what is known of them, and nothing of others. Those that carry their digest themselves, and those
// whose tag is made to move, have no row.
func (l Lock) With(images []string) Lock {
	next := Lock{}
	for _, image := range images {
		if image = Canonical(image); Kept(image) {
			next[image] = Unknown
			if sum := l[image]; sum != "" {
				next[image] = sum
			}
		}
	}
	return next
}
