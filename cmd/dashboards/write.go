package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

// write brings the files below root to what the list says: those that are no longer made go, if they were made here.
func write(root string, list []style.Dashboard) error {
	made := map[string]bool{}
	for _, d := range list {
		path := filepath.Join(root, filepath.FromSlash(d.Path()))
		made[path] = true
		text, err := encode(d)
		if err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	files, err := written(root)
	if err != nil {
		return err
	}
	for path := range files {
		if !made[path] {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// encode is a dashboard's JSON: indented, keys in order, so that a change is seen as one.
func encode(d style.Dashboard) ([]byte, error) {
	text, err := json.Marshal(d.Build())
	if err != nil {
		return nil, err
	}
	var sorted any
	if err := json.Unmarshal(text, &sorted); err != nil {
		return nil, err
	}
	slim(sorted)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err = encoder.Encode(sorted)
	return out.Bytes(), err
}

// slim takes from the links of panels what only a dashboard's links have, and the library writes of all: a third of the JSON.
func slim(of any) {
	switch node := of.(type) {
	case []any:
		for _, child := range node {
			slim(child)
		}
	case map[string]any:
		if _, panel := node["gridPos"]; panel {
			thin(node["links"])
		}
		if defaults, ok := node["defaults"].(map[string]any); ok {
			thin(defaults["links"])
		}
		for _, child := range node {
			slim(child)
		}
	}
}

func thin(links any) {
	list, _ := links.([]any)
	for _, link := range list {
		for _, field := range []string{"type", "icon", "tooltip", "tags", "asDropdown", "targetBlank", "includeVars", "keepTime"} {
			delete(link.(map[string]any), field)
		}
	}
}

// written are the files below root that were made here: a uid of ours tells. A user's file is none of them.
func written(root string) (map[string][]byte, error) {
	paths, err := filepath.Glob(filepath.Join(root, "*", "dashboards", "*", "*.json"))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		var head struct {
			UID string `json:"uid"`
		}
		if json.Unmarshal(text, &head) == nil && strings.HasPrefix(head.UID, style.UID("")) {
			files[path] = text
		}
	}
	return files, nil
}
