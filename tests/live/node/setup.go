package node

import (
	"context"
	"errors"
	"fmt"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/controlplane"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Load imports image archives into containerd. What an image is called stands in its archive.
func Load(ctx context.Context, dir string, p Programs, archives ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	for _, archive := range archives {
		ctr := exec.CommandContext(ctx, filepath.Join(p.System, "usr/bin/ctr"),
			"--address", files{dir}.socket(), "--namespace", "k8s.io", "images", "import", archive)
		if output, err := ctr.CombinedOutput(); err != nil {
			return fmt.Errorf("importing image archive %s: %w\n%s", archive, err, output)
		}
	}
	return nil
}

// setUp makes what every cluster has: a default storage class, and names.
func setUp(ctx context.Context, f files, client *kube.Client) error {
	err := controlplane.CreateStorage(ctx, client, func(volume string) kube.Object {
		return PersistentVolume(filepath.Join(f.volumes(), volume))
	})
	if err != nil {
		return err
	}
	for _, one := range dns() {
		if err := client.Create(ctx, one.path, one.object); err != nil && !apierrors.IsAlreadyExists(err) {
			return fmt.Errorf("setting up the names of the node: %w", err)
		}
	}
	return nil
}

// makeVolumes makes the directories of the volumes. A pod may write in its own as any user.
func makeVolumes(f files) error {
	for i := range controlplane.Volumes {
		dir := filepath.Join(f.volumes(), controlplane.VolumeName(i))
		if err := errors.Join(os.MkdirAll(dir, 0o777), os.Chmod(dir, 0o777)); err != nil {
			return fmt.Errorf("making the directory of a volume: %w", err)
		}
	}
	return nil
}

// Recycle empties the volumes whose claim is gone and offers them again.
func Recycle(ctx context.Context, dir string, cluster *controlplane.Cluster) error {
	released, err := cluster.Released(ctx)
	if err != nil {
		return err
	}
	for _, volume := range released {
		if err := os.RemoveAll(filepath.Join(files{dir}.volumes(), volume)); err != nil {
			return fmt.Errorf("emptying volume %s: %w", volume, err)
		}
	}
	return errors.Join(makeVolumes(files{dir}), cluster.Recycle(ctx))
}
