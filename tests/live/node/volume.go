package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// MakeVolume makes a volume that is no directory of the disk but has its own size, in the node's mounts only.
func MakeVolume(ctx context.Context, dir, name string, bytes int) (string, error) {
	path := files{dir}.path("volumes", name)
	if err := os.MkdirAll(path, 0o777); err != nil {
		return "", fmt.Errorf("making volume %s: %w", name, err)
	}
	if err := inside(ctx, "mount", "-t", "tmpfs", "-o", "mode=777,size="+strconv.Itoa(bytes), "tmpfs", path); err != nil {
		return "", fmt.Errorf("making volume %s: %w", name, err)
	}
	return path, nil
}

// RemoveVolume undoes that; one that is not there is no error.
func RemoveVolume(ctx context.Context, dir, name string) error {
	path := files{dir}.path("volumes", name)
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return nil
	}
	if err := errors.Join(inside(ctx, "umount", path), os.Remove(path)); err != nil {
		return fmt.Errorf("removing volume %s: %w", name, err)
	}
	return nil
}

// PersistentVolume is the part of a volume's specification that says where on the node it is.
func PersistentVolume(path string) kube.Object {
	return kube.Object{
		"local": kube.Object{"path": path},
		"nodeAffinity": kube.Object{"required": kube.Object{"nodeSelectorTerms": []any{kube.Object{"matchExpressions": []any{
			kube.Object{"key": "kubernetes.io/hostname", "operator": "In", "values": []string{Name}},
		}}}}},
	}
}

// inside runs a command in the mounts of the node, which are the kubelet's. The group has others' for a moment: a container that is being
// made has mounts of its own before it has a group of its own.
func inside(ctx context.Context, args ...string) error {
	for _, pid := range groupMembers(daemons(hierarchies()[0])) {
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		if err == nil && strings.TrimSpace(string(name)) == "kubelet" {
			return run(ctx, append([]string{"nsenter", "--target", strconv.Itoa(pid), "--mount"}, args...)...)
		}
	}
	return errors.New("looking for the mounts of the node: its kubelet does not run")
}
