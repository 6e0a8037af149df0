package image

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/image"
	"github.com/kalypsoServing/kalypso/tests/lab/tools"
	"github.com/kalypsoServing/kalypso/tests/live/debian"
)

// Maker makes images.
type Maker struct {
	// Tools builds programs; Cache is where Debian packages are kept unpacked.
	Tools *tools.Set
	Cache string
	Out   io.Writer
}

// Make builds what a recipe needs, writes the archive of an image of that name, and says what the program in it is.
func (m Maker) Make(ctx context.Context, r Recipe, name, file string) (from string, err error) {
	made := image.Image{
		Name: name, Entrypoint: r.Entrypoint, User: r.User,
		Files: map[string]image.File{"/tmp": {Mode: 0o1777}},
	}
	if made.Entrypoint == nil {
		made.Entrypoint = []string{r.At}
	}
	maps.Copy(made.Files, r.Files)
	if r.Debian.Name != "" {
		from, err = m.addDebian(ctx, r, made.Files)
	} else {
		from, err = m.addTool(ctx, r, made.Files)
	}
	if err != nil {
		return "", fmt.Errorf("making image %s: %w", name, err)
	}
	if r.Shell {
		if err := m.addShell(ctx, made.Files); err != nil {
			return "", fmt.Errorf("making image %s: %w", name, err)
		}
	}
	return from, made.Write(file)
}

func (m Maker) addTool(ctx context.Context, r Recipe, files map[string]image.File) (string, error) {
	if err := m.Tools.Ensure(ctx, r.Group); err != nil {
		return "", err
	}
	path := m.Tools.Path(r.Program)
	files[r.At] = image.File{From: path}
	if r.Module == "" {
		return "this project's " + r.Program, nil
	}
	version, err := tools.Version(path, r.Module)
	return r.Module + " " + version, err
}

func (m Maker) addDebian(ctx context.Context, r Recipe, files map[string]image.File) (string, error) {
	root, err := r.Debian.Ensure(ctx, m.Cache, m.Out)
	if err != nil {
		return "", err
	}
	libraries, err := debian.Libraries(root, r.Program)
	if err != nil {
		return "", err
	}
	files[r.At] = image.File{From: filepath.Join(root, r.Program)}
	for path, library := range libraries {
		files[path] = image.File{From: library}
	}
	for _, tree := range r.Trees {
		if err := addTree(root, tree, files); err != nil {
			return "", err
		}
	}
	name := r.Debian.Packages[0]
	return "Debian's " + name + " " + debian.Version(root, name), nil
}

// addTree puts every file below the directories of a set that a pattern names.
func addTree(root, pattern string, files map[string]image.File) error {
	dirs, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || len(dirs) == 0 {
		return fmt.Errorf("nothing in the unpacked packages is %s (%w)", pattern, err)
	}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			files[strings.TrimPrefix(path, root)] = image.File{From: path, Mode: 0o644}
			return nil
		})
		if err != nil {
			return fmt.Errorf("reading %s: %w", dir, err)
		}
	}
	return nil
}

// addShell puts busybox under the name of everything that it can be.
func (m Maker) addShell(ctx context.Context, files map[string]image.File) error {
	const busybox = "/bin/busybox"
	root, err := Shell().Ensure(ctx, m.Cache, m.Out)
	if err != nil {
		return err
	}
	path := filepath.Join(root, busybox)
	files[busybox] = image.File{From: path}
	applets, err := exec.CommandContext(ctx, path, "--list").Output()
	if err != nil {
		return fmt.Errorf("asking busybox what it can be: %w", err)
	}
	for applet := range strings.FieldsSeq(string(applets)) {
		if applet != "busybox" {
			files["/bin/"+applet] = image.File{Link: busybox}
		}
	}
	return nil
}
