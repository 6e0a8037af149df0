package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Set builds groups of programs and remembers where they are.
type Set struct {
	// Source is tests/tools of the project; Cache is where builds are kept.
	Source, Cache string
	// Out gets a line per build.
	Out io.Writer

	found map[string]string
}

// DefaultCache is where builds are kept unless told otherwise: ${XDG_CACHE_HOME:-~/.cache}/kalypso/tools.
func DefaultCache() (string, error) {
	if dir := os.Getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "kalypso", "tools"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("looking for a place to keep built tools: %w; set XDG_CACHE_HOME to a directory", err)
	}
	return filepath.Join(home, ".cache", "kalypso", "tools"), nil
}

// Path is where a program of an ensured group is; empty if its group was not ensured.
func (s *Set) Path(program string) string { return s.found[program] }

// Dirs are the directories that hold the ensured programs, for PATH.
func (s *Set) Dirs() []string {
	var dirs []string
	for _, path := range s.found {
		if dir := filepath.Dir(path); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	return dirs
}

// Ensure builds the groups that are missing. A finished build is found by the hash of what it was built from.
func (s *Set) Ensure(ctx context.Context, groups ...Group) error {
	version, err := goVersion(ctx)
	if err != nil {
		return err
	}
	for _, group := range groups {
		sum, err := hash(filepath.Join(s.Source, group.Name), version, group)
		if err != nil {
			return err
		}
		dir := filepath.Join(s.Cache, group.Name+"-"+sum)
		if !complete(dir, group) {
			if err := s.build(ctx, dir, group); err != nil {
				return err
			}
		}
		if s.found == nil {
			s.found = map[string]string{}
		}
		for program := range group.Programs {
			s.found[program] = filepath.Join(dir, program)
		}
	}
	return nil
}

// hash covers all that a build depends on: pins, our own sources, the compiler, the target.
func hash(module, goVersion string, group Group) (string, error) {
	sources, err := filepath.Glob(filepath.Join(module, "*.go"))
	if err != nil {
		return "", fmt.Errorf("listing %s: %w", module, err)
	}
	sum := sha256.New()
	fmt.Fprintln(sum, goVersion, runtime.GOOS, runtime.GOARCH, group.Link, group.Static, slices.Sorted(maps.Values(group.Programs)))
	for _, file := range append(sources, filepath.Join(module, "go.mod"), filepath.Join(module, "go.sum")) {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("reading what %s is built from: %w", group.Name, err)
		}
		fmt.Fprintln(sum, filepath.Base(file), len(content))
		sum.Write(content)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

func complete(dir string, group Group) bool {
	for program := range group.Programs {
		if info, err := os.Stat(filepath.Join(dir, program)); err != nil || info.IsDir() {
			return false
		}
	}
	return true
}

func goVersion(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", "version").Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("looking for Go: no `go` command on PATH; install Go 1.26 or newer from https://go.dev/dl/")
	}
	if err != nil {
		return "", fmt.Errorf("asking go for its version: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
