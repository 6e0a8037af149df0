package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Project returns the root of the project: the nearest directory that holds Pulumi.yaml, from the working directory upwards.
func Project() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("looking for the project: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "Pulumi.yaml")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("looking for the project: no Pulumi.yaml here or above; run this inside the project's tree")
		}
		dir = parent
	}
}
