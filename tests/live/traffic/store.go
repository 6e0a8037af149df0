package traffic

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Stores reads back what the three stores hold, through the API server.
type Stores struct {
	Client *kube.Client
	// Page is the most lines in an answer; 0 is what Loki allows.
	Page int
}

// proxy are the public addresses of the stores.
const (
	lokiAddress  = "/api/v1/namespaces/loki/services/loki-gateway:80/proxy/loki/api/v1/"
	tempoAddress = "/api/v1/namespaces/tempo/services/tempo-gateway:3100/proxy/api/v2/traces/"
	mimirAddress = "/api/v1/namespaces/mimir/services/mimir-gateway:80/proxy/prometheus/api/v1/"
)

// Count returns those of the first items of a run that can be read back.
func (s Stores) Count(ctx context.Context, run Run, signal Signal, count int) (Numbers, error) {
	switch signal {
	case Logs:
		query := fmt.Sprintf(`{service_name=%q} |= %q`, Service, run.ID+" ")
		const answer = 5_000_000 // bytes, about
		s.Page = max(2, min(page, answer/(run.Padding+100)))
		return s.inPieces(ctx, run, query, count)
	case Spans:
		return s.spans(ctx, run, count)
	}
	return s.points(ctx, run, count)
}

// inPieces asks for times with fewer lines than an answer may have: which lines an answer leaves out is not for Loki to choose.
func (s Stores) inPieces(ctx context.Context, run Run, query string, count int) (Numbers, error) {
	found := Numbers{}
	for first := 0; first < count; first += s.page() / 2 {
		last := min(first+s.page()/2, count) - 1
		piece, err := s.Lines(ctx, run.ID, query, run.At(first), run.At(last))
		if err != nil {
			return nil, err
		}
		maps.Copy(found, piece)
	}
	return found, nil
}

// spans fetches each trace.
func (s Stores) spans(ctx context.Context, run Run, count int) (Numbers, error) {
	found := Numbers{}
	for first := 0; first < count; first += PerTrace {
		answer, err := s.get(ctx, tempoAddress+run.Trace(first/PerTrace))
		if err != nil {
			if isNotFound(err) {
				continue
			}
			return nil, err
		}
		if err := found.addSpans(answer, first); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// points asks for the values of each series in the time of the run: a point's value is its number.
func (s Stores) points(ctx context.Context, run Run, count int) (Numbers, error) {
	found := Numbers{}
	const most = 5 * time.Minute // of samples in one answer
	for begin, end := run.Begin, run.At(count); begin.Before(end); begin = begin.Add(most) {
		until := begin.Add(most)
		if until.After(end) {
			until = end
		}
		query := fmt.Sprintf(`%s{run=%q}[%dms]`, Metric, run.ID, until.Sub(begin).Milliseconds()+1)
		answer, err := s.get(ctx, mimirAddress+"query?"+url.Values{
			"query": {query}, "time": {fmt.Sprintf("%.3f", float64(until.UnixMilli())/1000)}}.Encode())
		if err != nil {
			return nil, err
		}
		if err := found.addPoints(answer); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Query asks Mimir for the values of a query now, by the labels of the series.
func (s Stores) Query(ctx context.Context, query string) ([]Sample, error) {
	answer, err := s.get(ctx, mimirAddress+"query?"+url.Values{"query": {query}}.Encode())
	if err != nil {
		return nil, err
	}
	return samples(answer)
}

func (s Stores) get(ctx context.Context, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	answer, err := s.Client.Text(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("reading back: %w", err)
	}
	return []byte(answer), nil
}

func decode(answer []byte, into any) error {
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("decoding what was read back: %w: %.200s", err, answer)
	}
	return nil
}
