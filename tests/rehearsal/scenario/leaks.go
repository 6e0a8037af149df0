package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/kalypsoServing/kalypso/tests/lab/leak"
)

// log is what the engine told of an operation.
type log struct{ text strings.Builder }

func (l *log) see(event apitype.EngineEvent) {
	line, err := json.Marshal(event)
	if err != nil { // the engine's own events can be written: it writes them itself
		line = []byte(err.Error())
	}
	l.text.Write(line)
	l.text.WriteString("\n")
}

// unleaked searches all that people read for every credential that the program makes: the objects of the cluster, Helm's records, the
// state with its history and copies, and what previews say.
func (r *Rehearsal) unleaked(ctx context.Context) (string, error) {
	credentials, err := r.credentials(ctx)
	if err != nil {
		return "", err
	}
	searched, found, err := credentials.Objects(ctx, r.cluster.Client)
	if err != nil {
		return "", err
	}
	var again log
	if _, err := r.stack.Seeing(again.see).Preview(ctx, optpreview.Diff()); err != nil {
		return "", err
	}
	for name, text := range map[string]string{"the first preview": r.previewed.text.String(), "a preview": again.text.String()} {
		if text == "" {
			return "", fmt.Errorf("%s told nothing", name)
		}
		for _, credential := range credentials.In(text) {
			found = append(found, name+" has "+credential)
		}
	}
	files, inState, err := leaksBelow(credentials, filepath.Join(r.workspace.Dir, "state"))
	if err != nil {
		return "", err
	}
	if found = append(found, inState...); len(found) > 0 {
		return "", errors.New(strings.Join(found, "\n"))
	}
	return fmt.Sprintf("%d credentials, %d objects, %d files of the state", len(credentials), searched, files), nil
}

// credentials are the root secret and what the Secrets that Pulumi registers hold.
func (r *Rehearsal) credentials(ctx context.Context) (leak.Credentials, error) {
	root, err := r.stack.GetConfig(ctx, "kalypso:rootSecret")
	if err != nil {
		return nil, fmt.Errorf("reading the root secret: %w", err)
	}
	all := leak.Credentials{"the root secret": root.Value}
	resources, err := r.stack.Resources(ctx)
	if err != nil {
		return nil, err
	}
	for _, resource := range resources {
		if resource.Type != "kubernetes:core/v1:Secret" {
			continue
		}
		namespace, name, _ := strings.Cut(string(resource.ID), "/")
		if err := all.Add(ctx, r.cluster.Client, namespace, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// leaksBelow searches every file in a directory.
func leaksBelow(credentials leak.Credentials, dir string) (files int, found []string, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, credential := range credentials.In(string(text)) {
			found = append(found, filepath.Base(path)+" of the state has "+credential)
		}
		files++
		return err
	})
	if err != nil {
		return 0, nil, fmt.Errorf("searching the state: %w", err)
	}
	return files, found, nil
}
