// Package debian fetches packages with the machine's own apt and unpacks them into a directory of ours. Nothing is installed:
// neither the list of installed packages nor any file elsewhere changes.
package debian

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// limit bounds all of apt's work for one set; seen are 10 s.
const limit = 10 * time.Minute

// Set is what is fetched and unpacked together.
type Set struct {
	// Name is for people, and begins the directory's name.
	Name string
	// Packages are the wanted ones; what they depend on is added.
	Packages []string
	// Whole adds dependencies down to the C library, for the inside of an image. Otherwise only those are added that the
	// machine has not installed.
	Whole bool
}

// Ensure returns the directory with the unpacked set below cache, and fetches it if it is not there.
func (s Set) Ensure(ctx context.Context, cache string, out io.Writer) (dir string, err error) {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", fmt.Errorf("asking which release of Debian this is: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(release, "%v %v", s.Packages, s.Whole))
	dir = filepath.Join(cache, "debian-"+s.Name+"-"+hex.EncodeToString(sum[:])[:16])
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	fmt.Fprintf(out, "fetching Debian's %s (unpacked into the cache, not installed)\n", strings.Join(s.Packages, ", "))
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", fmt.Errorf("making the directory of unpacked packages: %w", err)
	}
	scratch, err := os.MkdirTemp(cache, ".unpacking-"+s.Name+"-")
	if err != nil {
		return "", fmt.Errorf("making the directory of unpacked packages: %w", err)
	}
	defer os.RemoveAll(scratch)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := s.fetch(ctx, scratch); err != nil {
		return "", fmt.Errorf("fetching Debian's %s: %w", strings.Join(s.Packages, ", "), err)
	}
	root := filepath.Join(scratch, "root")
	if err := unpack(ctx, filepath.Join(scratch, "archives"), root); err != nil {
		return "", err
	}
	if err := os.Rename(root, dir); err != nil {
		return "", fmt.Errorf("keeping the unpacked packages: %w", err)
	}
	return dir, nil
}

// fetch downloads the archives. Index and archives are kept in scratch: the machine's own are not touched.
func (s Set) fetch(ctx context.Context, scratch string) error {
	options := []string{
		"-o", "Dir::State::lists=" + filepath.Join(scratch, "lists"), "-o", "Dir::Cache::archives=" + filepath.Join(scratch, "archives"),
		"-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=", "-o", "APT::Sandbox::User=root", "-o", "Debug::NoLocking=1",
	}
	for _, dir := range []string{"lists/partial", "archives/partial"} {
		if err := os.MkdirAll(filepath.Join(scratch, dir), 0o755); err != nil {
			return err
		}
	}
	if s.Whole { // as if nothing were installed
		none := filepath.Join(scratch, "status")
		if err := os.WriteFile(none, nil, 0o644); err != nil {
			return err
		}
		options = append(options, "-o", "Dir::State::status="+none)
	}
	install := append([]string{"install", "--yes", "--download-only", "--reinstall", "--no-install-recommends"}, s.Packages...)
	for _, command := range [][]string{{"update"}, install} {
		apt := exec.CommandContext(ctx, "apt-get", append(command, options...)...)
		apt.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C")
		if output, err := apt.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", command[0], errors.Join(err, ctx.Err()), output)
		}
	}
	return nil
}

// Versions is the file in an unpacked set that lists its archives, a line each.
const Versions = ".packages"

func unpack(ctx context.Context, archives, root string) error {
	all, err := filepath.Glob(filepath.Join(archives, "*.deb"))
	if err != nil || len(all) == 0 {
		return fmt.Errorf("unpacking Debian packages: none in %s (%w)", archives, err)
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return fmt.Errorf("unpacking Debian packages: %w", err)
	}
	var names strings.Builder
	for _, archive := range all {
		if output, err := exec.CommandContext(ctx, "dpkg-deb", "-x", archive, root).CombinedOutput(); err != nil {
			return fmt.Errorf("unpacking %s: %w: %s", filepath.Base(archive), err, output)
		}
		fmt.Fprintln(&names, filepath.Base(archive))
	}
	if err := os.WriteFile(filepath.Join(root, Versions), []byte(names.String()), 0o644); err != nil {
		return fmt.Errorf("recording what was unpacked: %w", err)
	}
	return nil
}

// Version is that of one package of an unpacked set; empty if it is not in it.
func Version(dir, name string) string {
	text, _ := os.ReadFile(filepath.Join(dir, Versions))
	for line := range strings.Lines(string(text)) {
		if parts := strings.Split(strings.TrimSpace(line), "_"); len(parts) == 3 && parts[0] == name {
			return strings.ReplaceAll(parts[1], "%3a", ":")
		}
	}
	return ""
}
