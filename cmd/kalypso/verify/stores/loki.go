package stores

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// Loki stores logs.
type Loki struct{ API }

// Line is a log entry. Labels are those of its stream; Metadata is what it carries besides.
type Line struct {
	At               time.Time
	Text             string
	Labels, Metadata map[string]string
}

// Lines are the newest lines that a LogQL query selects, the newest first.
func (l Loki) Lines(ctx context.Context, logQL string, from, to time.Time, limit int) ([]Line, error) {
	var found struct {
		Data struct {
			Result []struct {
				Stream map[string]string
				Values [][]json.RawMessage // a time, the line, and what it carries
			}
		}
	}
	query := url.Values{
		"query": {logQL}, "limit": {strconv.Itoa(limit)}, "direction": {"backward"},
		"start": {strconv.FormatInt(from.UnixNano(), 10)}, "end": {strconv.FormatInt(to.UnixNano(), 10)},
	}
	if err := l.Get(ctx, "/loki/api/v1/query_range", query, &found); err != nil {
		return nil, err
	}
	var lines []Line
	for _, stream := range found.Data.Result {
		for _, value := range stream.Values {
			line, err := parseLine(value)
			if err != nil {
				return nil, err
			}
			line.Labels = stream.Stream
			lines = append(lines, line)
		}
	}
	return lines, nil
}

func parseLine(value []json.RawMessage) (Line, error) {
	if len(value) < 2 {
		return Line{}, fmt.Errorf("reading a log line: want a time and a text, got %s", value)
	}
	var at string
	var line Line
	if err := json.Unmarshal(value[0], &at); err != nil {
		return Line{}, fmt.Errorf("reading a log line's time: %w", err)
	}
	nanos, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return Line{}, fmt.Errorf("reading a log line's time: %w", err)
	}
	line.At = time.Unix(0, nanos)
	if err := json.Unmarshal(value[1], &line.Text); err != nil {
		return Line{}, fmt.Errorf("reading a log line's text: %w", err)
	}
	if len(value) < 3 {
		return line, nil
	}
	var carried struct{ StructuredMetadata map[string]string }
	if err := json.Unmarshal(value[2], &carried); err != nil {
		return Line{}, fmt.Errorf("reading a log line's metadata: %w", err)
	}
	line.Metadata = carried.StructuredMetadata
	return line, nil
}

// Query evaluates LogQL that counts, now.
func (l Loki) Query(ctx context.Context, logQL string) ([]Sample, error) {
	var found vector
	if err := l.Get(ctx, "/loki/api/v1/query", url.Values{"query": {logQL}}, &found); err != nil {
		return nil, err
	}
	return found.samples()
}
