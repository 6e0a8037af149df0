package kustomize

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// stage makes the post-renderer of a release and returns its path relative to the project. The name has the digest of all that it does:
// it is the same on every machine, and another one where anything changes, so that the release is upgraded then.
func (t *Tool) stage(release string, directory manifest.Customization) (string, error) {
	program, err := t.program()
	if err != nil {
		return "", err
	}
	text := directory.JSON()
	sum := sha256.Sum256(append([]byte(filepath.Base(program)+"\n"), text...))
	name := path.Join(Dir, release+"-"+short(sum[:]))
	link := filepath.Join(t.project, name)
	if err := os.WriteFile(link+".json", text, 0o600); err != nil { // a generator's files may be secret
		return "", fmt.Errorf("staging the post-renderer of %s: %w", release, err)
	}
	if target, err := os.Readlink(link); err == nil && target == filepath.Base(program) {
		return name, nil
	}
	if err := os.Remove(link); err != nil && !os.IsNotExist(err) {
		return "", fmt.Errorf("staging the post-renderer of %s: %w", release, err)
	}
	if err := os.Symlink(filepath.Base(program), link); err != nil {
		return "", fmt.Errorf("staging the post-renderer of %s: %w", release, err)
	}
	return name, nil
}
