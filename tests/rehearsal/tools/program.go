package tools

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Program builds the project's own Pulumi program. The go command's cache decides what there is to do.
func Program(ctx context.Context, project, into string, out io.Writer) error {
	if _, err := os.Stat(filepath.Join(project, "main.go")); err != nil {
		return fmt.Errorf("building the program: %w", err)
	}
	begun := time.Now()
	stop := beat(out, begun)
	err := compile(ctx, project, filepath.Dir(into), Group{
		Link: "-s -w", Programs: map[string]string{filepath.Base(into): "."},
	})
	stop()
	if err != nil {
		return fmt.Errorf("building the program: %w", err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		fmt.Fprintf(out, "the program: built in %.0f s\n", took.Seconds())
	}
	return nil
}
