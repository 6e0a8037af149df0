package charts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// Mirrors are further addresses of repositories, in the order in which they are asked after the repository itself. Digests
// are locked, so any address is safe.
type Mirrors map[string][]string

// ReadMirrors reads the file of mirrors (manifests/mirrors.yaml); one that is absent names none.
func ReadMirrors(path string) (Mirrors, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the mirrors of chart repositories: %w", err)
	}
	var source any
	if err := yaml.Unmarshal(text, &source); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	mirrors := Mirrors{}
	problems := strict.Decode(path+": ", source, &mirrors)
	for repository, addresses := range mirrors {
		for _, address := range append(slices.Clone(addresses), repository) {
			if scheme, _, ok := strings.Cut(address, "://"); !ok || !slices.Contains([]string{"http", "https", "oci"}, scheme) {
				problems = append(problems, fmt.Errorf("%s: found %q, want an address that starts with https://, http:// or oci://", path, address))
			}
		}
	}
	return mirrors, errors.Join(problems...)
}

// addresses returns where a chart may be, as one request for each address.
func (m Mirrors) addresses(r Request) []Request {
	all := []Request{r}
	for _, address := range m[r.Repo] {
		further := r
		further.Repo = address
		all = append(all, further)
	}
	return all
}
