package charts

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// largestChart bounds an archive and its Chart.yaml, in bytes; the largest pinned archive has 0.3 MB.
const largestChart = 32 << 20

// read returns the archive in a file, if it is there with that digest. Without a digest a readable archive is enough: archives
// are written whole or not at all.
func read(path, sum string) (data []byte, ok bool) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	if sum == "" {
		_, err = metadataOf(data)
		return data, err == nil
	}
	return data, digest(data) == sum
}

func digest(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// verify refuses an archive that is not the locked one, or, where none is locked, not the chart that was asked for.
func verify(data []byte, r Request, sum, from string) error {
	if sum != "" {
		if got := digest(data); got != sum {
			return fmt.Errorf("chart archive %s for %s is not the locked one: its sha256 is %s, charts.lock has %s; "+
				"get the archive again from its publisher, or, if the change is wanted, accept it in charts.lock "+
				"(make lock CHARTS=DIR ACCEPT=%s)", from, r, got, sum, r.Name)
		}
		return nil
	}
	got, err := metadataOf(data)
	if err != nil {
		return fmt.Errorf("reading chart archive %s: %w", from, err)
	}
	return got.match(r, from)
}

// metadata is what Chart.yaml says the chart is.
type metadata struct {
	Name    string `yaml:"name"`
	Version string `yaml:"version"`
}

// match checks the identity; a leading v in a version is not significant, as in Helm.
func (m metadata) match(r Request, from string) error {
	if m.Name == r.Name && strings.TrimPrefix(m.Version, "v") == strings.TrimPrefix(r.Version, "v") {
		return nil
	}
	return fmt.Errorf("%s holds chart %s %s, not %s %s", from, m.Name, m.Version, r.Name, r.Version)
}

// metadataOf reads <chart>/Chart.yaml in the archive.
func metadataOf(data []byte) (metadata, error) {
	var m metadata
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return m, fmt.Errorf("it is no gzip archive: %w", err)
	}
	files := tar.NewReader(io.LimitReader(unzipped, largestChart))
	for {
		header, err := files.Next()
		switch {
		case errors.Is(err, io.EOF):
			return m, errors.New("it holds no Chart.yaml")
		case err != nil:
			return m, fmt.Errorf("it is no tar archive: %w", err)
		}
		if directory, name := path.Split(path.Clean(header.Name)); name == "Chart.yaml" && strings.Count(directory, "/") == 1 {
			if err := yaml.NewDecoder(files).Decode(&m); err != nil {
				return m, fmt.Errorf("its Chart.yaml: %w", err)
			}
			return m, nil
		}
	}
}

// vendored finds the chart unpacked beside its manifest, in the two places where Kustomize puts it.
func (s Supply) vendored(r Request) (string, bool, error) {
	if r.ChartHome == "" {
		return "", false, nil
	}
	for _, place := range []string{filepath.Join(r.Name+"-"+r.Version, r.Name), r.Name} {
		chart := filepath.Join(r.ChartHome, place)
		data, err := os.ReadFile(filepath.Join(s.at(chart), "Chart.yaml"))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", false, fmt.Errorf("reading the chart beside the manifest: %w", err)
		}
		var m metadata
		if err := yaml.Unmarshal(data, &m); err != nil {
			return "", false, fmt.Errorf("reading %s: %w", filepath.Join(chart, "Chart.yaml"), err)
		}
		if err := m.match(r, chart); err != nil {
			return "", false, err
		}
		return filepath.ToSlash(chart), true, nil
	}
	return "", false, nil
}

// writeFile puts the file in place in one step, so that an interrupted run leaves none that is half written.
func writeFile(path string, data []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making the staging directory: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, temporary.Close(), os.Remove(temporary.Name()))
		}
	}()
	if _, err := temporary.Write(data); err != nil {
		return fmt.Errorf("writing %s: %w", temporary.Name(), err)
	}
	if err := temporary.Chmod(0o644); err != nil {
		return fmt.Errorf("opening %s to readers: %w", temporary.Name(), err)
	}
	if err := temporary.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", temporary.Name(), err)
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return fmt.Errorf("putting %s in place: %w", path, err)
	}
	return nil
}
