package recovery

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// saved is a file that Pulumi wrote a stack's state to.
type saved struct {
	path    string
	written time.Time
	mode    fs.FileMode
}

// restore puts the newest whole copy in the place of a state that a full disk cut off, and keeps the broken one beside it. A whole
// state is left alone. Where Pulumi keeps what is said in pulumi/pkg/backend/diy/store.go; backends of before 2023 know no projects.
func restore(backend, project, stack string, now time.Time, say Say) error {
	dir, err := directory(backend)
	if err != nil {
		return err
	}
	for _, of := range []string{filepath.Join(project, stack), stack} {
		base := filepath.Join(dir, ".pulumi", "stacks", of)
		files, err := newestFirst(base+".json", base+".json.gz", base+".json.zst")
		if err != nil {
			return err
		}
		if len(files) == 0 {
			continue
		}
		current := files[0]
		if whole, err := current.whole(); whole != nil || err != nil || strings.HasSuffix(current.path, ".zst") {
			return err
		}
		backups := filepath.Join(dir, ".pulumi", "backups", of)
		copied, text, err := wholeCopy(base, backups)
		if err != nil {
			return err
		}
		if copied == nil {
			return fmt.Errorf("the state %s is cut off, and neither beside it nor in %s is a whole copy: put one of your own backups in its "+
				"place. Without one, `pulumi stack rm --force %s` forgets the stack, and what it made in the cluster is yours to remove",
				current.path, backups, stack)
		}
		broken, err := current.replace(text, now)
		if err != nil {
			return err
		}
		say("the state was cut off: restored it from %s, of %s; the broken one is kept as %s. What was in flight since is looked for in "+
			"the cluster", copied.path, copied.written.Local().Format(time.DateTime), broken)
		return nil
	}
	return nil
}

// wholeCopy is the newest whole copy of a state and its content: that of before the last write is beside it, those of ended updates
// are in backups. It is nil if there is none.
func wholeCopy(base, backups string) (*saved, []byte, error) {
	paths := []string{base + ".json.bak", base + ".json.gz.bak"}
	entries, err := os.ReadDir(backups)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("looking for copies of the state: %w", err)
	}
	for _, entry := range entries { // others, *.attrs, are the storage library's own notes
		if strings.HasSuffix(entry.Name(), ".json") || strings.HasSuffix(entry.Name(), ".json.gz") {
			paths = append(paths, filepath.Join(backups, entry.Name()))
		}
	}
	files, err := newestFirst(paths...)
	if err != nil {
		return nil, nil, err
	}
	for _, file := range files {
		if text, err := file.whole(); text != nil || err != nil {
			return &file, text, err
		}
	}
	return nil, nil, nil
}

// newestFirst are those of the files that exist.
func newestFirst(paths ...string) ([]saved, error) {
	var all []saved
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("looking for the state: %w", err)
		}
		all = append(all, saved{path, info.ModTime(), info.Mode().Perm()})
	}
	slices.SortStableFunc(all, func(a, b saved) int { return b.written.Compare(a.written) })
	return all, nil
}

// whole is the file's content; nil if that is no whole JSON, compressed or not.
func (s saved) whole() ([]byte, error) {
	text, err := os.ReadFile(s.path)
	if err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	plain := text
	if bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		reader, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			return nil, nil // its head is cut off
		}
		if plain, err = io.ReadAll(reader); err != nil {
			return nil, nil // its end is cut off
		}
	}
	if !json.Valid(plain) {
		return nil, nil
	}
	return text, nil
}

// replace puts text in the file's place at once, or leaves it as it is, and returns where the old content is kept.
func (s saved) replace(text []byte, now time.Time) (broken string, err error) {
	beside := s.path + ".restored"
	if err := writeThrough(beside, text, s.mode); err != nil {
		_ = os.Remove(beside)
		return "", fmt.Errorf("restoring the state, which is cut off (%s is as it was; if the disk is full, make room and run this again): %w",
			s.path, err)
	}
	broken = s.path + ".broken-" + now.UTC().Format("20060102T150405Z")
	if err := os.Link(s.path, broken); err != nil {
		_ = os.Remove(beside)
		return "", fmt.Errorf("keeping the broken state: %w", err)
	}
	if err := os.Rename(beside, s.path); err != nil {
		return "", fmt.Errorf("restoring the state: %w", err)
	}
	return broken, nil
}

// writeThrough returns when the text is on the disk.
func writeThrough(path string, text []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
