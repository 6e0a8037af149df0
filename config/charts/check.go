package charts

import (
	"context"
	"errors"
	"fmt"
)

// Check asks every address of every chart for its archive, and calls report for each with the error, nil where the locked
// archive is there. A chart whose source is about to disappear shows here before it fails an update.
func (s Supply) Check(ctx context.Context, requests []Request, lock Lock, report func(r Request, err error)) error {
	var problems []error
	source := repositories{s.web()}
	for _, request := range requests {
		facts, _ := lock.Facts(request.Name, request.Version)
		for _, r := range s.Mirrors.addresses(request) {
			data, from, err := source.archive(ctx, r)
			if err == nil {
				err = verify(data, r, facts.SHA256, from)
			}
			if err != nil {
				problems = append(problems, fmt.Errorf("chart %s from %s: %w", r, r.Repo, err))
			}
			report(r, err)
		}
	}
	return errors.Join(problems...)
}
