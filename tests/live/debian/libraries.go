package debian

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Libraries are what a dynamically linked program of a whole set needs in order to start, its loader and every library: from
// their paths in the root of the set, without the root, to the files. It follows them recursively; a static program needs
// nothing.
func Libraries(root, program string) (map[string]string, error) {
	found := map[string]string{}
	seen := map[string]bool{}
	queue := []string{filepath.Join(root, program)}
	for len(queue) > 0 {
		wants, err := wanted(queue[0])
		if err != nil {
			return nil, fmt.Errorf("reading what %s is linked with: %w", queue[0], err)
		}
		queue = queue[1:]
		for _, want := range wants {
			if seen[want] {
				continue
			}
			seen[want] = true
			path, err := locate(root, want)
			if err == nil {
				found[path], err = resolve(root, path)
			}
			if err != nil {
				return nil, fmt.Errorf("finding what %s is linked with: %w", program, err)
			}
			queue = append(queue, found[path])
		}
	}
	return found, nil
}

// resolve follows links inside of the root: an absolute one would lead to the machine's own file.
func resolve(root, path string) (string, error) {
	for range 10 {
		file := filepath.Join(root, path)
		info, err := os.Lstat(file)
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			return file, err
		}
		to, err := os.Readlink(file)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", fmt.Errorf("%s links to itself", path)
}

// wanted are the loader, with its path, and the names of the libraries that a file asks for.
func wanted(file string) ([]string, error) {
	binary, err := elf.Open(file)
	if err != nil {
		return nil, err
	}
	defer binary.Close()
	names, err := binary.ImportedLibraries()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return nil, err
	}
	if section := binary.Section(".interp"); section != nil {
		loader, err := section.Data()
		if err != nil {
			return nil, err
		}
		names = append(names, strings.TrimRight(string(loader), "\x00"))
	}
	return names, nil
}

// locate finds a library by its name, or a loader by its path, in the root.
func locate(root, want string) (string, error) {
	if filepath.IsAbs(want) {
		if _, err := os.Lstat(filepath.Join(root, want)); err != nil {
			return "", err
		}
		return want, nil
	}
	for _, pattern := range []string{"lib/*/", "usr/lib/*/", "lib/", "usr/lib/"} {
		if all, _ := filepath.Glob(filepath.Join(root, pattern, want)); len(all) > 0 {
			return "/" + strings.TrimPrefix(strings.TrimPrefix(all[0], root), "/"), nil
		}
	}
	return "", fmt.Errorf("no %s in the unpacked packages", want)
}
