package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// anotherStore is an S3 that nobody reaches: no pod runs here that would.
const anotherStore = "s3.kalypso.invalid"

// storeStandsBy names another store beside MinIO. Nothing changes until the backends are to use it.
func (r *Rehearsal) storeStandsBy(ctx context.Context) (string, error) {
	err := errors.Join(
		r.stack.SetSecret(ctx, "kalypso:objectStoreAccessKey", "rehearsal"),
		r.stack.SetSecret(ctx, "kalypso:objectStoreSecretKey", "of-another-store"),
		r.stack.Set(ctx, "kalypso:objectStore.endpoint", anotherStore),
		r.stack.Set(ctx, "kalypso:objectStore.standby", "true"),
		r.stack.Set(ctx, "kalypso:components.minio.enabled", "true"))
	if err != nil {
		return "", err
	}
	result, err := r.stack.Preview(ctx, optpreview.ExpectNoChanges())
	return result.Counts(), err
}

// storeTakesOver has the backends use it, while MinIO stays for the copy of what it has.
func (r *Rehearsal) storeTakesOver(ctx context.Context) (string, error) {
	return r.storeIs(ctx, "kalypso:objectStore.standby", "false", anotherStore, true)
}

func (r *Rehearsal) storeStaysAlone(ctx context.Context) (string, error) {
	return r.storeIs(ctx, "kalypso:components.minio.enabled", "false", anotherStore, false)
}

// storeGoes is the way back to the state without another store, on the same path.
func (r *Rehearsal) storeGoes(ctx context.Context) (string, error) {
	if _, err := r.storeIs(ctx, "kalypso:components.minio.enabled", "true", anotherStore, true); err != nil {
		return "", err
	}
	if _, err := r.storeIs(ctx, "kalypso:objectStore.standby", "true", "kalypso-minio.minio", true); err != nil {
		return "", err
	}
	for _, key := range []string{"objectStore", "objectStoreAccessKey", "objectStoreSecretKey", "components"} {
		if err := r.stack.Unset(ctx, "kalypso:"+key); err != nil {
			return "", err
		}
	}
	return r.expectNoChanges(ctx)
}

// storeIs sets a value, updates, and looks which store Loki's release names, and whether MinIO is there.
func (r *Rehearsal) storeIs(ctx context.Context, key, value, store string, beside bool) (string, error) {
	if err := r.stack.Set(ctx, key, value); err != nil {
		return "", err
	}
	result, err := r.stack.Reporting(r.Progress).Up(ctx)
	if err != nil {
		return "", err
	}
	found, err := records.Read(ctx, r.cluster.Client, "loki")
	if err != nil {
		return "", err
	}
	if config := fmt.Sprint(found["loki"].Config); !strings.Contains(config, store) {
		return "", fmt.Errorf("the record that Helm has of loki does not name the store %s: %s", store, config)
	}
	return result.Counts(), r.minioThere(ctx, beside)
}

// minioThere wants MinIO's namespace, or that it is gone.
func (r *Rehearsal) minioThere(ctx context.Context, want bool) error {
	return kube.Eventually(ctx, 30*time.Second, func() error {
		err := r.cluster.Client.Get(ctx, "/api/v1/namespaces/minio", &struct{}{})
		switch there := err == nil; {
		case err != nil && !apierrors.IsNotFound(err):
			return err
		case there != want:
			return fmt.Errorf("namespace minio is there: %t, want %t", there, want)
		}
		return nil
	})
}
