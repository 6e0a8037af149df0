// Package kustomize brings Kustomize's own library to directories that ask for it. The library is compiled for half a minute, so it is a
// program of its own (cmd/kustomize), which is built when the first directory needs it and kept with the project's staged charts.
package kustomize

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// source is where the program stands in the project.
const source = "cmd/kustomize"

// Dir is where it is kept with what it renders for Helm, relative to the project.
const Dir = charts.StagingDir + "/kustomize"

// Tool is Kustomize for a project.
type Tool struct {
	project string
	// program returns the path of the built program, which is built where it is not there yet.
	program func() (string, error)
}

// New is Kustomize for the project in a directory.
func New(project string) *Tool {
	t := &Tool{project: project}
	t.program = sync.OnceValues(t.built)
	return t
}

// Load reads the manifests of a project.
func Load(project string) ([]manifest.Component, error) {
	return manifest.Load(os.DirFS(project), New(project).Build)
}

// Build makes the objects of a directory.
func (t *Tool) Build(asked manifest.Customization) (manifest.Built, error) { return t.ask(asked, nil) }

// ask asks the program for a directory's objects, or for what it makes of this part of a chart's output.
func (t *Tool) ask(directory manifest.Customization, rendered []byte) (made manifest.Built, err error) {
	program, err := t.program()
	if err != nil {
		return made, err
	}
	project, err := t.absolute()
	if err != nil {
		return made, err
	}
	request, err := json.Marshal(struct {
		Project string
		manifest.Customization
		Rendered []byte
	}{project, directory, rendered})
	if err != nil {
		return made, fmt.Errorf("asking %s: %w", program, err)
	}
	var answer, said bytes.Buffer
	command := exec.Command(program)
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(request), &answer, &said
	if err := command.Run(); err != nil {
		return made, fmt.Errorf("running %s: %w: %s", program, err, said.Bytes())
	}
	if err := json.Unmarshal(answer.Bytes(), &made); err != nil {
		return made, fmt.Errorf("reading what %s answers: %w", program, err)
	}
	return made, nil
}

// absolute is the project's directory as the library names it, without links.
func (t *Tool) absolute() (string, error) {
	project, err := filepath.Abs(t.project)
	if err == nil {
		project, err = filepath.EvalSymlinks(project)
	}
	if err != nil {
		return "", fmt.Errorf("finding the project: %w", err)
	}
	return project, nil
}

func (t *Tool) built() (string, error) {
	version, err := t.version()
	if err != nil {
		return "", err
	}
	project, err := t.absolute()
	if err != nil {
		return "", err
	}
	program := filepath.Join(project, Dir, "program-"+version)
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	fmt.Fprintln(os.Stderr, "building Kustomize for the directories that ask for it, once: half a minute")
	partial := fmt.Sprintf("%s.%d", program, os.Getpid())
	command := exec.Command("go", "build", "-trimpath", "-o", partial, ".")
	command.Dir = filepath.Join(project, source)
	command.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
	if said, err := command.CombinedOutput(); errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("building %s: there is no go command, which a directory with patches, labels and the like needs once: "+
			"install Go", source)
	} else if err != nil {
		return "", fmt.Errorf("building %s: %w: %s", source, err, said)
	}
	if err := os.Rename(partial, program); err != nil {
		return "", fmt.Errorf("keeping %s: %w", program, err)
	}
	return program, nil
}

// version changes with everything that the program is built from.
func (t *Tool) version() (string, error) {
	files, err := filepath.Glob(filepath.Join(t.project, source, "*.go"))
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("the project has no %s, which a directory with patches, labels and the like needs", source)
	}
	sum := sha256.New()
	files = append(files, filepath.Join(t.project, source, "go.mod"), filepath.Join(t.project, source, "go.sum"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("reading %s: %w", file, err)
		}
		fmt.Fprintf(sum, "%s %d\n%s", filepath.Base(file), len(text), text)
	}
	return short(sum.Sum(nil)), nil
}

func short(sum []byte) string { return hex.EncodeToString(sum[:6]) }
