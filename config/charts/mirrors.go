package charts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// Mirrors are further addresses of repositories, in the order in which they are asked after the repository itself.
type Mirrors map[string][]string

// ReadMirrors reads the mirrors of a project, manifests/mirrors.yaml; a file that is absent names none.
func ReadMirrors(project string) (Mirrors, error) {
	path := filepath.Join(project, "manifests", "mirrors.yaml")
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
