package charts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// repositories is the source that asks each chart's own repository.
type repositories struct{ web }

func (s repositories) archive(ctx context.Context, r Request) ([]byte, string, error) {
	switch {
	case r.Repo == "":
		return nil, "", errors.New("its manifest names no repo, and no chart stands beside it")
	case strings.HasPrefix(r.Repo, "oci://"):
		return s.fromRegistry(ctx, r)
	case strings.HasPrefix(r.Repo, "http://"), strings.HasPrefix(r.Repo, "https://"):
		return s.fromIndex(ctx, r)
	}
	return nil, "", fmt.Errorf("repository %q: want http://, https:// or oci://", r.Repo)
}

// indexEntry is what an index.yaml says about one version of a chart.
type indexEntry struct {
	Version string   `yaml:"version"`
	URLs    []string `yaml:"urls"`
	Digest  string   `yaml:"digest"`
}

type index struct {
	Entries map[string][]indexEntry `yaml:"entries"`
}

// indexes reads each index once, also when several charts ask for it at the same time.
type indexes struct {
	mutex sync.Mutex
	read  map[string]func() (index, error)
}

func (i *indexes) get(address string, read func() (index, error)) (index, error) {
	i.mutex.Lock()
	if i.read == nil {
		i.read = map[string]func() (index, error){}
	}
	once, ok := i.read[address]
	if !ok {
		once = sync.OnceValues(read)
		i.read[address] = once
	}
	i.mutex.Unlock()
	return once()
}

// fromIndex gets the chart from a classic repository: its address stands in index.yaml.
func (s repositories) fromIndex(ctx context.Context, r Request) ([]byte, string, error) {
	base, catalogue, err := s.index(ctx, r.Repo)
	if err != nil {
		return nil, base, err
	}
	entry, err := catalogue.find(r, base)
	if err != nil {
		return nil, base, err
	}
	address, err := resolve(base, entry.URLs[0])
	if err != nil {
		return nil, base, err
	}
	data, err := s.get(ctx, address, largestChart)
	if err != nil {
		return nil, address, err
	}
	if want := strings.TrimPrefix(entry.Digest, "sha256:"); want != "" && digest(data) != want {
		return nil, address, fmt.Errorf("%s: its sha256 is %s, the repository's index.yaml has %s: the download or the repository is broken",
			address, digest(data), want)
	}
	return data, address, nil
}

// index reads what a classic repository lists; base is its address with a slash at the end.
func (s repositories) index(ctx context.Context, repo string) (base string, found index, err error) {
	base = strings.TrimSuffix(repo, "/") + "/"
	found, err = s.indexes.get(base, func() (index, error) {
		var read index
		data, err := s.get(ctx, base+"index.yaml", largestIndex)
		if err != nil {
			return read, err
		}
		if err := yaml.Unmarshal(data, &read); err != nil {
			return read, fmt.Errorf("reading %sindex.yaml: %w", base, err)
		}
		return read, nil
	})
	return base, found, err
}

// find looks the version up; a leading v is not significant.
func (i index) find(r Request, base string) (indexEntry, error) {
	entries, ok := i.Entries[r.Name]
	if !ok {
		return indexEntry{}, fmt.Errorf("%s has no chart %s", base, r.Name)
	}
	versions := make([]string, 0, len(entries))
	for _, entry := range entries {
		if strings.TrimPrefix(entry.Version, "v") == strings.TrimPrefix(r.Version, "v") {
			if len(entry.URLs) == 0 {
				return entry, fmt.Errorf("%sindex.yaml gives no address for %s", base, r)
			}
			return entry, nil
		}
		versions = append(versions, entry.Version)
	}
	return indexEntry{}, missing(r, base, versions)
}
