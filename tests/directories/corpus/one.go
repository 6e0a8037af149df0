package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/kalypsoServing/kalypso/tests/directories"
)

// one compares one directory, in a project of its own.
func (r run) one(project, repository, dir string) (outcome, string) {
	source := filepath.Join(r.repositories, strings.ReplaceAll(repository, "/", "+"))
	name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(path.Base(dir)), "-"), "-")
	if err := r.place(project, source, dir, name); err != nil {
		return broken, "placing it: " + err.Error()
	}
	defer func() { _ = os.RemoveAll(project) }() // a directory of this run
	namespace, err := adopt(filepath.Join(project, "manifests", name))
	if err != nil {
		return broken, "reading it: " + err.Error()
	}
	if err := r.standIn(project, name); err != nil {
		return broken, "standing in for its charts: " + err.Error()
	}
	if err := os.Setenv(directories.ChartsVariable, filepath.Join(project, "unpacked")); err != nil {
		return broken, err.Error()
	}
	got, refusal := r.ours(project, name)
	built, failure := directories.Oracle(filepath.Join(project, "manifests", name), r.helm)
	switch {
	case refusal != nil && failure != nil:
		return broken, "here: " + refusal.Error() + "\nKustomize: " + failure.Error()
	case refusal != nil:
		return refused, refusal.Error()
	case failure != nil:
		return lenient, failure.Error()
	}
	want, err1 := directories.Settled(built, namespace)
	have, err2 := directories.Settled(got, namespace)
	if err := errors.Join(err1, err2); err != nil {
		return different, err.Error()
	}
	own := "v1/Namespace <nil>/" + namespace // listed or not, with the wave or without
	delete(want, own)
	delete(have, own)
	if diff := cmp.Diff(want, have); diff != "" {
		return different, diff
	}
	return same, ""
}

// place makes the project: the directory below manifests/, and what stands beside and above it where its relative paths find it.
func (r run) place(project, source, dir, name string) error {
	if err := os.MkdirAll(filepath.Join(project, "manifests"), 0o755); err != nil {
		return err
	}
	copied := func(from, to string) error {
		if _, err := os.Stat(to); err == nil {
			return nil
		}
		return exec.Command("cp", "-a", "--reflink=auto", from, to).Run()
	}
	if err := copied(filepath.Join(source, dir), filepath.Join(project, "manifests", name)); err != nil {
		return fmt.Errorf("copying %s: %w", dir, err)
	}
	for up, into := range map[string]string{path.Dir(dir): filepath.Join(project, "manifests"), path.Dir(path.Dir(dir)): project} {
		if up == "." && dir == path.Base(dir) && into == project {
			continue
		}
		entries, err := os.ReadDir(filepath.Join(source, up))
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if entry.Name() == ".git" {
				continue
			}
			if err := copied(filepath.Join(source, up, entry.Name()), filepath.Join(into, entry.Name())); err != nil {
				return err
			}
		}
	}
	if err := os.RemoveAll(filepath.Join(project, "cmd")); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(project, ".charts"), 0o755); err != nil {
		return err
	}
	shared := filepath.Join(filepath.Dir(project), "kustomize")
	return errors.Join(os.MkdirAll(shared, 0o755), os.Symlink(shared, filepath.Join(project, ".charts", "kustomize")),
		os.Symlink(filepath.Join(r.project, "cmd"), filepath.Join(project, "cmd")))
}

// onlyOne is a project whose manifests/ has one directory: what stands beside it is no component.
type onlyOne struct {
	fs.FS
	name string
}

// ReadDir lists that directory only.
func (o onlyOne) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if name != "manifests" || err != nil {
		return entries, err
	}
	var one []fs.DirEntry
	for _, entry := range entries {
		if entry.Name() == o.name {
			one = append(one, entry)
		}
	}
	return one, nil
}
