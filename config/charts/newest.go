package charts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// Newest is the newest version of a chart where it comes from. Pre-releases count only where there is nothing else.
func (s Supply) Newest(ctx context.Context, r Request) (string, error) {
	source, err := s.open()
	if err != nil {
		return "", err
	}
	listed, err := source.versions(ctx, r)
	if err != nil {
		return "", fmt.Errorf("asking for the versions of chart %s: %w", r.Name, err)
	}
	version := newest(listed)
	if version == "" {
		return "", fmt.Errorf("asking for the versions of chart %s: there is none", r.Name)
	}
	return version, nil
}

// newest is "" where no version is a semantic one: a registry keeps other tags, too.
func newest(versions []string) string {
	proper := slices.DeleteFunc(slices.Clone(versions), func(version string) bool { return !semver.IsValid(canonical(version)) })
	released := slices.DeleteFunc(slices.Clone(proper), func(version string) bool { return semver.Prerelease(canonical(version)) != "" })
	if len(released) > 0 {
		proper = released
	}
	if len(proper) == 0 {
		return ""
	}
	return slices.MaxFunc(proper, compareVersions)
}

func (d directory) versions(_ context.Context, r Request) ([]string, error) {
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return nil, err
	}
	var found []string
	for _, entry := range entries {
		rest, named := strings.CutPrefix(entry.Name(), r.Name+"-")
		version, archive := strings.CutSuffix(rest, filepath.Ext(r.archive()))
		if named && archive && semver.IsValid(canonical(version)) { // else it is a chart whose name only begins so
			found = append(found, version)
		}
	}
	return found, nil
}

func (m mirror) versions(ctx context.Context, r Request) ([]string, error) {
	r.Repo = m.address
	return m.repositories.versions(ctx, r)
}

func (s repositories) versions(ctx context.Context, r Request) ([]string, error) {
	if r.Repo == "" {
		return nil, errors.New("its manifest names no repo")
	}
	if strings.HasPrefix(r.Repo, "oci://") {
		repository, err := s.registry(strings.TrimSuffix(r.Repo, "/") + "/" + r.Name)
		if err != nil {
			return nil, err
		}
		return tags(ctx, repository)
	}
	base, catalogue, err := s.index(ctx, r.Repo)
	if err != nil {
		return nil, err
	}
	entries, ok := catalogue.Entries[r.Name]
	if !ok {
		return nil, fmt.Errorf("%s has no chart %s", base, r.Name)
	}
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Version)
	}
	return found, nil
}
