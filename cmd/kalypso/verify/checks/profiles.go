package checks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/send"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// readProfile finds the function of this run.
func (a *attempt) readProfile(ctx context.Context, api stores.API) error {
	names, err := stores.Pyroscope{API: api}.Frames(ctx, stores.Profiles{
		Type: send.ProfileType, Selector: fmt.Sprintf("{service_name=%q}", send.Service),
		From: a.run.At.Add(-time.Minute), To: a.run.At.Add(time.Minute),
	})
	if err != nil {
		return err
	}
	if !slices.Contains(names, a.run.Frame()) {
		return fmt.Errorf("%s is not among the %d functions of %s", a.run.Frame(), len(names), send.Service)
	}
	return nil
}
