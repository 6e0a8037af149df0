// Package chartstest packs chart archives for tests.
package chartstest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Pack returns the archive of a chart with a Chart.yaml and the given further files. It is the same bytes for the same chart on
// every machine: files in order, no times.
func Pack(name, version, appVersion string, further map[string]string) ([]byte, error) {
	files := map[string]string{"Chart.yaml": fmt.Sprintf("apiVersion: v2\nname: %s\nversion: %q\nappVersion: %q\n", name, version, appVersion)}
	maps.Copy(files, further)
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	for _, file := range slices.Sorted(maps.Keys(files)) {
		header := &tar.Header{Name: name + "/" + file, Mode: 0o644, Size: int64(len(files[file])), Typeflag: tar.TypeReg}
		if err := archive.WriteHeader(header); err != nil {
			return nil, fmt.Errorf("packing %s of chart %s: %w", file, name, err)
		}
		if _, err := archive.Write([]byte(files[file])); err != nil {
			return nil, fmt.Errorf("packing %s of chart %s: %w", file, name, err)
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		return nil, fmt.Errorf("packing chart %s: %w", name, err)
	}
	return packed.Bytes(), nil
}
