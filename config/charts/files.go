package charts

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// eachFile visits the files of a chart, an archive or a directory, by their names, which begin with the chart's. The text is read where it
// is asked for.
func eachFile(chart string, visit func(name string, text func() ([]byte, error)) error) error {
	info, err := os.Stat(chart)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return filepath.WalkDir(chart, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			name, err := filepath.Rel(filepath.Dir(chart), file)
			if err != nil {
				return err
			}
			return visit(filepath.ToSlash(name), func() ([]byte, error) { return os.ReadFile(file) })
		})
	}
	file, err := os.Open(chart)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	files := tar.NewReader(io.LimitReader(unzipped, largestChart))
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = visit(header.Name, func() ([]byte, error) { return io.ReadAll(files) })
		}
		if err != nil {
			return err
		}
	}
}
