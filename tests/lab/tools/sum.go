package tools

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// sourceSum is the hash of a module's pins and of our own sources in it, its stubs included.
func sourceSum(module string) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(module, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !source(entry.Name()) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintln(sum, strings.TrimPrefix(path, module), len(content))
		sum.Write(content)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("reading what %s is built from: %w", filepath.Base(module), err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func source(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") || name == "go.mod" || name == "go.sum"
}

// sum is short for all that a program depends on: its module's source, the compiler, the target, what is asked of both.
func sum(source, goVersion, link, pkg string) string {
	sum := sha256.New()
	fmt.Fprintln(sum, source, goVersion, runtime.GOOS, runtime.GOARCH, link, flags(), pkg)
	return hex.EncodeToString(sum.Sum(nil))[:16]
}
