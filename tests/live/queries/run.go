package queries

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// start is the dashboard that a person opens first, and that has to be cheap.
const start = "kalypso-start"

// StartLimit is what all of its queries to one store may take together.
const StartLimit = 300 * time.Millisecond

// Count is of one store's queries. Start is how long those of "Start here" took one after the other, with their way there and back.
type Count struct {
	Queries, WithData, Empty int
	Start                    time.Duration
}

// Figures are what was found.
type Figures struct {
	Stores map[string]*Count
	// Took is how long all took.
	Took time.Duration
}

// String is the figure of each store and of all.
func (f Figures) String() string {
	var all Count
	var said []string
	for _, store := range []string{mimir, loki, tempo, pyroscope} {
		if c := f.Stores[store]; c != nil {
			said = append(said, fmt.Sprintf("%s %d, %d, %d", store, c.Queries, c.WithData, c.Empty))
			all.Queries, all.WithData, all.Empty = all.Queries+c.Queries, all.WithData+c.WithData, all.Empty+c.Empty
		}
	}
	return fmt.Sprintf("%d, %d with data, %d expected empty (%s), in %.1f s", all.Queries, all.WithData, all.Empty,
		strings.Join(said, "; "), f.Took.Seconds())
}

// answer is what one query gave. The same question of two panels is asked once.
type answer struct {
	data bool
	took time.Duration
	err  error
}

// Run asks everything. off are components and telemetry sources that do not run, with the reason.
func Run(ctx context.Context, client *kube.Client, project string, off map[string]string) (Figures, error) {
	figures := Figures{Stores: map[string]*Count{}}
	e, err := readExpected()
	if err != nil {
		return figures, err
	}
	all, err := List(ctx, project)
	if err != nil {
		return figures, err
	}
	begun, a, given, failed := time.Now(), asker{client, time.Now()}, map[Query]answer{}, []error{}
	for _, q := range all {
		if _, without := off[q.Store]; without {
			continue
		}
		same := Query{Store: q.Store, Expr: q.Expr, Now: q.Now, Profile: q.Profile, Merged: q.Merged}
		got, known := given[same]
		if !known {
			asked := time.Now()
			got.data, got.err = a.ask(ctx, q)
			got.took = time.Since(asked)
			given[same] = got
		}
		failed = append(failed, figures.add(q, got, e.reason(q, off)))
		if ctx.Err() != nil {
			return figures, ctx.Err()
		}
	}
	figures.Took = time.Since(begun)
	return figures, errors.Join(failed...)
}

// add counts a query; one that was refused, or is empty without a reason, is an error.
func (f *Figures) add(q Query, got answer, reason string) error {
	c := f.Stores[q.Store]
	if c == nil {
		c = &Count{}
		f.Stores[q.Store] = c
	}
	c.Queries++
	if q.Dashboard == start {
		c.Start += got.took
	}
	switch {
	case got.err != nil:
		return fmt.Errorf("%s: %s refuses %s: %w", q.Where, q.Store, q.Expr, got.err)
	case got.data:
		c.WithData++
	case reason != "":
		c.Empty++
	default:
		return fmt.Errorf("%s: %s finds nothing, and no reason is known: %s", q.Where, q.Store, q.Expr)
	}
	return nil
}
