package stacks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// asksFor is how long a repository is asked for its versions, where a directory names none.
const asksFor = 10 * time.Second

// withNewest adds to problems of the manifests what the repositories have where a version is missing.
func withNewest(err error, supply charts.Supply) error {
	unpinned := manifest.AllUnpinned(err)
	if len(unpinned) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), asksFor)
	defer cancel()
	remedies := []error{err}
	for _, one := range unpinned {
		if one.Name == "" {
			continue
		}
		at := fmt.Sprintf("%s: helmCharts[%d].version: ", one.File, one.Entry)
		version, err := supply.Newest(ctx, charts.Request{Name: one.Name, Repo: one.Repo})
		if err != nil {
			remedies = append(remedies, fmt.Errorf("%swhat the newest is, is not known: %w", at, err))
			continue
		}
		remedies = append(remedies, fmt.Errorf("%sthe newest is %s: write version: %s, or let kalypso charts pin do it", at, version, version))
	}
	return errors.Join(remedies...)
}
