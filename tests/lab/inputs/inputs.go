// Package inputs copies what the program reads of a project, so that it can run on a copy.
package inputs

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/kalypsoServing/kalypso/config/kustomize"
)

// of are the files and directories that the program reads, what directories of manifests/ name elsewhere among them. A directory that is
// wrong is refused by the program, with what it says of that.
func of(project string) []string {
	all := []string{"manifests", "charts.lock", "images.lock", "cmd/kustomize"}
	components, _ := kustomize.Load(project)
	for _, component := range components {
		all = append(all, component.Outside...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Copy copies them into a directory. What was there is replaced. What a project does not have is not copied: the program says what it
// misses.
func Copy(project, to string) error {
	for _, input := range of(project) {
		from := filepath.Join(project, input)
		if _, err := os.Stat(from); os.IsNotExist(err) {
			continue
		}
		if err := copyInput(from, filepath.Join(to, input)); err != nil {
			return err
		}
	}
	return nil
}

func copyInput(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return fmt.Errorf("replacing %s: %w", to, err)
	}
	info, err := os.Stat(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o700)
	}
	if err != nil {
		return fmt.Errorf("copying the program's inputs: %w", err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var content []byte
		if content, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, content, 0o600)
		}
	}
	if err != nil {
		return fmt.Errorf("copying the program's inputs: %w", err)
	}
	return nil
}
