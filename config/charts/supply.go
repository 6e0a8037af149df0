package charts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Supply brings the charts' archives into the project, checked against the lock.
type Supply struct {
	// Source is where the archives come from: "" for each chart's own repository, a directory that holds them, or a
	// mirror that has them all: http(s)://... with an index.yaml, or oci://... with one repository for each chart.
	Source string
	// Project is the project's directory: relative paths start there.
	Project string
	// Dir is the staging directory, StagingDir if empty. A release names its chart by the path in it relative to the
	// project, which so is the same on every machine and for every source.
	Dir string
	// Cache is a directory that keeps verified archives for all projects (UserCache); "" keeps none.
	Cache string
	// Mirrors are asked where a chart's own repository does not give the archive; with a Source they are not.
	Mirrors Mirrors
	// Pause is the first of the pauses between tries of a request; a second if 0.
	Pause time.Duration
}

// StagingDir is where the program looks for archives and puts them, relative to the project.
const StagingDir = ".charts"

// Request asks for one chart.
type Request struct {
	Name, Version string
	// Repo is the chart's own repository: http(s)://... or oci://...
	Repo string
	// ChartHome is a directory in the project that may hold the chart unpacked, as Kustomize keeps it; "" for none.
	ChartHome string
}

// String names the chart as the lock does.
func (r Request) String() string { return ID(r.Name, r.Version) }

// archive is the file name of the chart's archive, as Helm writes it.
func (r Request) archive() string { return r.Name + "-" + r.Version + ".tgz" }

// fetchers is how many archives are fetched at the same time.
const fetchers = 4

// Stage makes every requested chart available below the project and returns the path of each: the archive in Dir, or the
// chart beside its manifest. An archive that is staged already and has the locked digest costs nothing, so a second
// preview makes no request at all. A chart that is not in the lock has no digest to hold; it is only checked to be the
// chart that was asked for. All problems are reported together.
func (s Supply) Stage(ctx context.Context, requests []Request, lock Lock) (map[Request]string, error) {
	if err := conflicts(requests); err != nil {
		return nil, err
	}
	source, err := s.open()
	if err != nil {
		return nil, err
	}
	var (
		mutex    sync.Mutex
		group    sync.WaitGroup
		slots    = make(chan struct{}, fetchers)
		problems = make([]error, len(requests))
		staged   = make(map[Request]string, len(requests))
	)
	for i, request := range requests {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			path, err := s.stage(ctx, source, request, lock)
			problems[i] = err
			mutex.Lock()
			defer mutex.Unlock()
			staged[request] = path
		})
	}
	group.Wait()
	if err := errors.Join(problems...); err != nil {
		return nil, withRemedy(err)
	}
	return staged, nil
}

// withRemedy tells those who have no network what to do without one.
func withRemedy(err error) error {
	var unreachable net.Error
	if errors.As(err, &unreachable) && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("%w\nwithout a way there, set kalypso:charts to a directory that holds the archives (make charts fills one) "+
			"or to a mirror", err)
	}
	return err
}

// conflicts finds two charts of one name and version that come from different places: they would share a file.
func conflicts(requests []Request) error {
	var problems []error
	from := map[string]string{}
	for _, r := range requests {
		if r.ChartHome != "" {
			continue
		}
		if repo, ok := from[r.String()]; ok && repo != r.Repo {
			problems = append(problems, fmt.Errorf("chart %s is asked for from %s and from %s: use one repository for it", r, repo, r.Repo))
		}
		from[r.String()] = r.Repo
	}
	return errors.Join(problems...)
}

func (s Supply) stage(ctx context.Context, source source, r Request, lock Lock) (string, error) {
	if path, ok, err := s.vendored(r); ok || err != nil {
		return path, err
	}
	path := cmp.Or(s.Dir, StagingDir) + "/" + r.archive()
	file, kept := s.at(path), cache(s.Cache)
	facts, locked := lock.Facts(r.Name, r.Version)
	_, local := source.(directory)
	if staged, ok := read(file, facts.SHA256); ok && (locked || !local) {
		kept.put(facts.SHA256, staged)
		return path, nil
	}
	data, found := kept.get(facts.SHA256)
	if !found || local {
		var err error
		if data, err = s.fetch(ctx, source, r, facts.SHA256); err != nil {
			return "", err
		}
		kept.put(facts.SHA256, data)
	}
	if err := writeFile(file, data); err != nil {
		return "", fmt.Errorf("staging chart %s: %w", r, err)
	}
	return path, nil
}

// fetch returns the chart's archive from the first address that has the locked one. Mirrors are asked for locked charts only:
// of another chart there is no digest that would hold for them.
func (s Supply) fetch(ctx context.Context, source source, r Request, sum string) ([]byte, error) {
	addresses := []Request{r}
	if s.Source == "" && sum != "" {
		addresses = s.Mirrors.addresses(r)
	}
	var failure error
	for _, request := range addresses {
		data, from, err := source.archive(ctx, request)
		if err != nil {
			err = fmt.Errorf("getting chart %s: %w", r, err)
		} else if err = verify(data, r, sum, from); err == nil {
			return data, nil
		}
		if failure != nil {
			err = fmt.Errorf("%w; then from %s: %w", failure, request.Repo, err)
		}
		failure = err
	}
	return nil, failure
}

// at is where a path relative to the project is for this process.
func (s Supply) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.Project, path)
}

// source is something that has chart archives.
type source interface {
	// archive returns the chart's archive and where exactly it came from.
	archive(ctx context.Context, r Request) (data []byte, from string, err error)
	// versions lists what it has of the chart.
	versions(ctx context.Context, r Request) ([]string, error)
}

// open chooses the source by the form of its name.
func (s Supply) open() (source, error) {
	web := s.web()
	switch {
	case s.Source == "":
		return repositories{web}, nil
	case strings.HasPrefix(s.Source, "oci://"), strings.HasPrefix(s.Source, "http://"), strings.HasPrefix(s.Source, "https://"):
		return mirror{s.Source, repositories{web}}, nil
	case strings.Contains(s.Source, "://"):
		return nil, fmt.Errorf("chart source %q: want a directory, http://, https:// or oci://", s.Source)
	}
	info, err := os.Stat(s.at(s.Source))
	if err != nil || !info.IsDir() {
		return nil, fmt.Errorf("chart source %q is no directory: make charts fills one", s.Source)
	}
	return directory(s.at(s.Source)), nil
}

// directory is a source that makes no network request.
type directory string

func (d directory) archive(_ context.Context, r Request) ([]byte, string, error) {
	path := filepath.Join(string(d), r.archive())
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, path, fmt.Errorf("%w (the chart directory must hold all archives: make charts fills it)", err)
	}
	return data, path, nil
}

// mirror is one place that has the charts of all repositories.
type mirror struct {
	address string
	repositories
}

func (m mirror) archive(ctx context.Context, r Request) ([]byte, string, error) {
	r.Repo = m.address
	return m.repositories.archive(ctx, r)
}
