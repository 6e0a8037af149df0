package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// recordedLogin is the backend that the user has chosen, where Pulumi itself looks for it: the environment, the project file, the
// credentials of the last login (pulumi/sdk/go/common/workspace/creds.go). "" if there is none.
func recordedLogin(project string) (string, error) {
	if backend := os.Getenv("PULUMI_BACKEND_URL"); backend != "" {
		return backend, nil
	}
	if os.Getenv("PULUMI_ACCESS_TOKEN") != "" {
		return "https://api.pulumi.com", nil
	}
	var file struct {
		Backend struct{ URL string } `json:"backend"`
	}
	if err := read(filepath.Join(project, "Pulumi.yaml"), decodeYAML, &file); err != nil || file.Backend.URL != "" {
		return file.Backend.URL, err
	}
	home := os.Getenv("PULUMI_HOME")
	if home == "" {
		user, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("looking for a login of Pulumi: %w", err)
		}
		home = filepath.Join(user, ".pulumi")
	}
	var credentials struct {
		Current string `json:"current"`
	}
	err := read(filepath.Join(home, "credentials.json"), json.Unmarshal, &credentials)
	return credentials.Current, err
}

// read decodes a file; one that is not there leaves the value as it is.
func read(file string, decode func([]byte, any) error, into any) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = decode(text, into)
	}
	if err != nil {
		return fmt.Errorf("looking for a login of Pulumi in %s: %w", file, err)
	}
	return nil
}

func decodeYAML(text []byte, into any) error { return yaml.Unmarshal(text, into) }
