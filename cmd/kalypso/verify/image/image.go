// Package image makes a container image of this program.
package image

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"github.com/kalypsoServing/kalypso/tests/lab/image"
)

// program is the program in the image.
const program = "/verify"

// Build compiles this program for Linux, of the module in that directory, statically, into a file.
func Build(ctx context.Context, module, arch, into string) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags=-s -w", "-o", into, "./verify")
	build.Dir, build.Env = module, append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
	if complaints, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building verify for linux/%s: %w\n%s", arch, err, complaints)
	}
	return nil
}

// Of is the image of that program, which runs as nobody.
func Of(reference, arch, binary string) image.Image {
	return image.Image{
		Name: reference, Architecture: arch, Entrypoint: []string{program}, User: "65532:65532",
		Files: map[string]image.File{program: {From: binary}},
	}
}
