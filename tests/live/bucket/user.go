package bucket

import (
	"context"
	"fmt"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/live/backend"
)

// store is where MinIO runs, and rootSecret what opens all of it.
const store, rootSecret = "minio", "kalypso-minio-root"

// Change does something to the credentials of a backend.
type Change func(ctx context.Context, client *kube.Client, image string, b backend.Backend) error

// Disable makes MinIO refuse the credentials of a backend, as after a change on one side only.
func Disable(ctx context.Context, client *kube.Client, image string, b backend.Backend) error {
	return administer(ctx, client, image, b, "disable")
}

// Enable makes it take them again.
func Enable(ctx context.Context, client *kube.Client, image string, b backend.Backend) error {
	return administer(ctx, client, image, b, "enable")
}

// administer runs one command of MinIO's client in a pod beside MinIO, which has the administrator's credentials from their Secret.
func administer(ctx context.Context, client *kube.Client, image string, b backend.Backend, action string) error {
	var own struct {
		Data struct {
			User []byte `json:"AWS_ACCESS_KEY_ID"`
		}
	}
	if err := client.Get(ctx, "/api/v1/namespaces/"+b.Namespace+"/secrets/"+secret, &own); err != nil {
		return fmt.Errorf("reading the user of %s: %w", b.Name, err)
	}
	object := administrator(image, `mc admin user "$ACTION" store "$NAME"`)
	container := object["spec"].(kube.Object)["containers"].([]any)[0].(kube.Object)
	container["env"] = append(container["env"].([]any), variable("ACTION", action), variable("NAME", string(own.Data.User)))
	if _, err := run(ctx, client, store, object); err != nil {
		return fmt.Errorf("%s: user of %s at MinIO: %w", action, b.Name, err)
	}
	return nil
}
