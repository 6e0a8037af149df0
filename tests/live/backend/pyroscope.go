package backend

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// pyroscope stores profiles.
type pyroscope struct{}

func newPyroscope() Backend {
	return Backend{
		Name: "pyroscope", Namespace: "pyroscope", Bucket: "pyroscope", Ingester: "pyroscope-0",
		port:    4040,
		address: "pyroscope:4040",
		rings:   []ring{{"ingester", "pyroscope:4040", "/ring"}},
		signal:  pyroscope{},
	}
}

// sample is the time that one sample stands for, at 100 a second.
const sample = 10 * time.Millisecond

// write sends one CPU profile of ten seconds with one stack, seen as often as the mark's value says.
func (pyroscope) write(mark string, at time.Time) message {
	query := url.Values{
		"name":       {fmt.Sprintf(`%s{mark=%s}`, serviceName, mark)},
		"format":     {"groups"},
		"sampleRate": {"100"},
		"from":       {fmt.Sprint(at.Add(-10 * time.Second).Unix())},
		"until":      {fmt.Sprint(at.Unix())},
	}
	return message{"/ingest?" + query.Encode(), "text/plain", fmt.Sprintf("%s;%s %d\n", serviceName, text(mark), value(mark))}
}

func (pyroscope) read(mark string, now time.Time) string {
	return "/pyroscope/render?" + url.Values{
		"query": {fmt.Sprintf(`process_cpu:cpu:nanoseconds:cpu:nanoseconds{service_name="%s",mark="%s"}`, serviceName, mark)},
		"from":  {fmt.Sprint(now.Add(-window).Unix())},
		"until": {fmt.Sprint(now.Unix())},
	}.Encode()
}

// verify compares the frames of the flame graph, of which the first is the whole, and the time that was spent in them.
func (pyroscope) verify(mark string, answer []byte) error {
	var found struct {
		Flamebearer struct {
			Names    []string
			NumTicks int64 // nanoseconds
		}
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return fmt.Errorf("decoding %s: %w", excerpt(answer), err)
	}
	want, got := []string{"total", serviceName, text(mark)}, found.Flamebearer.Names
	if !slices.Equal(got, want) {
		return fmt.Errorf("want frames %q, got %q", want, got)
	}
	if want, got := int64(value(mark))*sample.Nanoseconds(), found.Flamebearer.NumTicks; got != want {
		return fmt.Errorf("want %d ns in them, got %d", want, got)
	}
	return nil
}
