package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/foreign"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// cleanUp is how long the operator may take to clean up after a collector that is deleted.
const cleanUp = 20 * time.Second

// letGo lists what others have made of the operator's kinds, which goes with it, and deletes that while the operator is there to
// clean up after it; without the agreement to that it refuses.
func (s *session) letGo(ctx context.Context, client *kube.Client, platform []string) error {
	found, err := foreign.List(ctx, client, platform)
	if err != nil || len(found) == 0 {
		return err
	}
	s.say("These are not the platform's, and go with the operator and its definitions:")
	for _, one := range found {
		s.say("  %s", one)
	}
	if !s.Foreign {
		return errors.New("nothing was taken down: save what is to stay (kubectl get -o yaml), then agree with `kalypso down --foreign` " +
			"(make down FOREIGN=1): they are deleted first, while the operator runs; without it, their finalizers would hold its removal")
	}
	if err := foreign.Remove(ctx, client, found, cleanUp); err != nil {
		return fmt.Errorf("deleting collectors of others: %w", err)
	}
	s.say("  deleted")
	return nil
}
