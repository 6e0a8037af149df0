package traffic

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Line is an entry of Loki: its labels and metadata, and the text.
type Line struct {
	Labels map[string]string
	At     int64 // nanoseconds
	Text   string
}

// page is the most lines in an answer of Loki.
const page = 5000

func (s Stores) page() int {
	if s.Page > 0 {
		return s.Page
	}
	return page
}

// Lines returns the numbers of the lines that begin with a run's id, found by a query in a time.
func (s Stores) Lines(ctx context.Context, run, query string, from, to time.Time) (Numbers, error) {
	found := Numbers{}
	for begin := from.UnixNano(); begin <= to.UnixNano(); {
		lines, err := s.Entries(ctx, query, begin, to.UnixNano()+1)
		if err != nil {
			return nil, err
		}
		last := begin
		for _, line := range lines {
			if number, ok := numbered(run, line.Text); ok {
				found[number] = true
			}
			last = max(last, line.At)
		}
		if len(lines) < s.page() {
			break
		}
		if last == begin {
			return nil, fmt.Errorf("reading back lines: %d of one time are more than a page", len(lines))
		}
		begin = last // again, for there may be more of its time
	}
	return found, nil
}

// Entries is one page of lines, the oldest first. Times are in nanoseconds, the end is not included.
func (s Stores) Entries(ctx context.Context, query string, from, to int64) ([]Line, error) {
	answer, err := s.get(ctx, lokiAddress+"query_range?"+url.Values{
		"query": {query}, "start": {fmt.Sprint(from)}, "end": {fmt.Sprint(to)}, "limit": {fmt.Sprint(s.page())}, "direction": {"forward"},
	}.Encode())
	if err != nil {
		return nil, err
	}
	return lines(answer)
}

func lines(answer []byte) ([]Line, error) {
	var streams struct {
		Data struct {
			Result []struct {
				Stream map[string]string
				Values [][]string
			}
		}
	}
	if err := decode(answer, &streams); err != nil {
		return nil, err
	}
	var all []Line
	for _, stream := range streams.Data.Result {
		for _, value := range stream.Values {
			if len(value) < 2 {
				return nil, fmt.Errorf("reading back lines: an entry is %q", value)
			}
			at, err := strconv.ParseInt(value[0], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("reading back lines: %w", err)
			}
			all = append(all, Line{Labels: stream.Stream, At: at, Text: value[1]})
		}
	}
	return all, nil
}

// numbered reads "<run> <number> ...".
func numbered(run, line string) (int, bool) {
	rest, ok := strings.CutPrefix(line, run+" ")
	if !ok {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, " ")
	number, err := strconv.Atoi(digits)
	return number, err == nil
}
