package tools

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// WrapHost writes a wrapper of Pulumi's host for Go into a directory for PATH. The host that can be built is older than the
// command line: it takes the options of Pulumi.yaml (-binary, -buildTarget) from its own command line only. Newer ones accept
// them there, and ignore them.
func (s *Set) WrapHost(dir, option string) error {
	const name = "pulumi-language-go"
	script := fmt.Sprintf("#!/bin/sh\nexec %s %s \"$@\"\n", quote(s.Path(name)), quote(option))
	if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
		return fmt.Errorf("writing the language host's wrapper: %w", err)
	}
	return nil
}

// quote makes one word of any text, for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
