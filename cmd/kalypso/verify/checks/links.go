package checks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/send"
	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// links walks each link, once both of its ends are there.
func (a *attempt) links(arrived arrivals) {
	from := map[string]*check{"metrics": arrived.exemplar, "logs": arrived.log, "traces": arrived.trace, "profiles": arrived.profile}
	to := map[string]*check{"metrics": arrived.spanMetrics, "logs": arrived.log, "traces": arrived.trace, "profiles": arrived.profile}
	for _, link := range a.Platform.Links {
		a.add(check{
			name: "link " + link.Name, after: ends(from[link.From], to[link.To]), remedy: linkRemedy(link),
			goal: 20 * time.Second, patience: 40 * time.Second, // a rate needs a second sample
			ask: func(ctx context.Context) (string, error) { return a.walk(ctx, link) },
		})
	}
}

// ends leaves out what nothing was sent for.
func ends(checks ...*check) []*check {
	return slices.DeleteFunc(checks, func(c *check) bool { return c == nil })
}

// walk does what a click does, and wants data.
func (a *attempt) walk(ctx context.Context, link proof.Link) (string, error) {
	if link.URL != "" {
		return a.followURL(ctx, link)
	}
	clicked := click{TraceID: a.run.Trace, SpanID: a.run.Client}
	switch link.From {
	case "metrics":
		clicked.Value = a.evidence.exemplar
	case "logs":
		clicked.Value = a.evidence.line.Metadata["trace_id"]
	case "traces":
		clicked.Attributes = slices.Concat(a.evidence.spans[0].Resource, a.evidence.spans[0].Attributes)
	}
	query, err := clicked.expand(link.Query, link.Tags)
	if err != nil {
		return "", err
	}
	found, err := a.look(ctx, link.To, query)
	if err != nil {
		return "", fmt.Errorf("asking %s: %w", query, err)
	}
	if found == 0 {
		return "", fmt.Errorf("%s finds nothing", query)
	}
	return query, nil
}

// look is how much a query finds in a store.
func (a *attempt) look(ctx context.Context, store, query string) (int, error) {
	return a.lookBetween(ctx, store, query, a.run.At.Add(-5*time.Minute), time.Now().Add(time.Minute))
}

func (a *attempt) lookBetween(ctx context.Context, store, query string, from, to time.Time) (int, error) {
	switch store {
	case "metrics":
		samples, err := a.mimir.Query(ctx, query)
		return len(samples), err
	case "logs":
		lines, err := a.loki.Lines(ctx, query, from, to, 10)
		return len(lines), err
	case "traces":
		if strings.HasPrefix(query, "{") {
			ids, err := a.tempo.Search(ctx, query, from, to)
			return len(ids), err
		}
		spans, err := a.tempo.Trace(ctx, query)
		return len(spans), err
	case "profiles":
		names, err := a.pyroscope.Frames(ctx, stores.Profiles{Type: send.ProfileType, Selector: query, From: from, To: to})
		return len(names), err
	}
	return 0, fmt.Errorf("no store is called %q", store)
}

// followURL takes the variables of a correlation out of the span, and asks what Explore would.
func (a *attempt) followURL(ctx context.Context, link proof.Link) (string, error) {
	found, err := variables(link.Variables, frame(a.run.Trace, a.run.Client, a.evidence.spans[0]))
	if err != nil {
		return "", err
	}
	asked, err := destination(fill(link.URL, found))
	if err != nil {
		return "", err
	}
	count, err := a.lookBetween(ctx, link.To, asked.query, asked.from, asked.to)
	if err != nil {
		return "", err
	}
	if count == 0 {
		return "", fmt.Errorf("%s finds nothing in the time of the link", asked.query)
	}
	return asked.query, nil
}
