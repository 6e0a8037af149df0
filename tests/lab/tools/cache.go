package tools

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Cache is the directory that keeps what is made once per user.
type Cache string

// UserCache is ${XDG_CACHE_HOME:-~/.cache}/kalypso.
func UserCache() (Cache, error) {
	if dir := os.Getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return Cache(filepath.Join(dir, "kalypso")), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("looking for a place to keep built tools: %w; set XDG_CACHE_HOME to a directory", err)
	}
	return Cache(filepath.Join(home, ".cache", "kalypso")), nil
}

// Tools is where built programs are, a directory each.
func (c Cache) Tools() string { return filepath.Join(string(c), "tools") }

// Objects is the build cache of the tools, apart from the user's own: nothing else uses what is in it.
func (c Cache) Objects() string { return filepath.Join(string(c), "objects") }

// Debian is where Debian packages are kept unpacked.
func (c Cache) Debian() string { return filepath.Join(string(c), "debian") }

// building begins the name of a directory in which programs are being built.
const building = ".building-"

// scratch makes a directory to build in, beside those of built tools, so that a finished program is moved, not copied.
func (c Cache) scratch(name string) (string, error) {
	if err := os.MkdirAll(c.Tools(), 0o755); err != nil {
		return "", fmt.Errorf("making the directory of built tools: %w", err)
	}
	dir, err := os.MkdirTemp(c.Tools(), building+name+"-")
	if err != nil {
		return "", fmt.Errorf("making a directory to build in: %w", err)
	}
	return dir, nil
}

// Trim removes the packages that tools were compiled from, gigabytes: a program is made once. It leaves them to a build that
// goes on in another checkout, and a build that fails leaves them to the next. What a killed build has left goes too.
func (c Cache) Trim() error {
	scratch, err := filepath.Glob(filepath.Join(c.Tools(), building+"*"))
	if err != nil {
		return fmt.Errorf("looking for builds that go on: %w", err)
	}
	for _, dir := range scratch {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) < limit {
			return nil
		}
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("removing what a killed build has left: %w", err)
		}
	}
	if err := os.RemoveAll(c.Objects()); err != nil {
		return fmt.Errorf("removing what tools were compiled from: %w", err)
	}
	return nil
}

// Part is a directory that something keeps.
type Part struct {
	What, Dir string
	// Size is in bytes.
	Size int64
	// ours is what Clear removes.
	ours bool
}

// Parts are all that is kept: this project's own, and the two caches of the go command, which other projects use too.
func (c Cache) Parts(ctx context.Context) ([]Part, error) {
	parts := []Part{
		{What: "built tools", Dir: c.Tools(), ours: true},
		{What: "compiled packages of tools", Dir: c.Objects(), ours: true},
		{What: "unpacked Debian packages", Dir: c.Debian(), ours: true},
		{What: "chart archives", Dir: filepath.Join(string(c), "charts")},
	}
	for _, variable := range []string{"GOCACHE", "GOMODCACHE"} {
		dir, err := Go(ctx, ".", "env", variable)
		if err != nil {
			return nil, err
		}
		parts = append(parts, Part{What: "the go command's, " + variable, Dir: strings.TrimSpace(dir)})
	}
	for i := range parts {
		size, err := size(parts[i].Dir)
		if err != nil {
			return nil, fmt.Errorf("measuring %s: %w", parts[i].Dir, err)
		}
		parts[i].Size = size
	}
	return parts, nil
}

// Clear removes what can be made again, and returns how many bytes that were.
func (c Cache) Clear(ctx context.Context) (freed int64, err error) {
	parts, err := c.Parts(ctx)
	for _, part := range parts {
		if !part.ours {
			continue
		}
		if err := os.RemoveAll(part.Dir); err != nil {
			return freed, fmt.Errorf("clearing %s: %w", part.What, err)
		}
		freed += part.Size
	}
	return freed, err
}

// size is how many bytes the files below a directory have; 0 if it is not there.
func size(dir string) (sum int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // also of a file that another process has just removed
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum, err
}
