package debian

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Libraries lists what a dynamically linked program of a whole set needs in order to start: its loader and every library,
// as paths in the root of the set, without the root. It follows them recursively; a static program needs nothing.
func Libraries(root, program string) ([]string, error) {
	var found []string
	seen := map[string]bool{}
	queue := []string{program}
	for len(queue) > 0 {
		wants, err := wanted(filepath.Join(root, queue[0]))
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
			if err != nil {
				return nil, fmt.Errorf("finding what %s is linked with: %w", program, err)
			}
			found, queue = append(found, path), append(queue, path)
		}
	}
	return found, nil
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
