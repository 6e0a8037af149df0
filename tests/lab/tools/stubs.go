package tools

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// stubs is the directory of a module that holds packages and files by import path, each in place of the one of that path: what
// they leave out, the programs here do not need. The go command replaces whole modules only, and refuses to overlay its
// module cache; so the module is copied, its dependencies are vendored there, and the stubs go over them.
const stubs = "stubs"

// prepare returns the directory to build in, and the value of -mod there.
func (s *Set) prepare(ctx context.Context, group Group, scratch string) (module, mod string, err error) {
	module = filepath.Join(s.Source, group.Module)
	if _, err := os.Stat(filepath.Join(module, stubs)); err != nil {
		return module, "readonly", nil
	}
	copied := filepath.Join(scratch, "module")
	if err := copySources(module, copied); err != nil {
		return "", "", fmt.Errorf("copying %s: %w", module, err)
	}
	if _, err := Go(ctx, copied, "mod", "vendor"); err != nil {
		return "", "", err
	}
	if err := cover(filepath.Join(module, stubs), filepath.Join(copied, "vendor")); err != nil {
		return "", "", fmt.Errorf("putting the stubs of %s in place: %w", group.Module, err)
	}
	return copied, "vendor", nil
}

// copySources copies a module's own files, without its stubs.
func copySources(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		switch {
		case entry.IsDir() && entry.Name() == stubs:
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case !source(entry.Name()):
			return nil
		}
		return copyFile(path, target)
	})
}

// whole is the name of a stub in place of a package; one of another name is in place of the file of that name.
const whole = "stub.go"

// cover puts the stubs over a vendor directory. A stub in place of nothing is an error: it would be dead.
func cover(stubs, vendor string) error {
	return filepath.WalkDir(stubs, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		target := filepath.Join(vendor, strings.TrimPrefix(path, stubs))
		covered := []string{target}
		if entry.Name() == whole {
			covered, _ = filepath.Glob(filepath.Join(filepath.Dir(target), "*.go")) // the pattern is well formed
		}
		if len(covered) == 0 {
			return fmt.Errorf("%s is in place of a package that nothing imports", path)
		}
		for _, file := range covered {
			if err := os.Remove(file); err != nil {
				return fmt.Errorf("%s is in place of nothing: %w", path, err)
			}
		}
		return copyFile(path, target)
	})
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}
