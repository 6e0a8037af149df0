package faults

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// cluster is the name that the live stack gives its cluster.
	cluster  = "live"
	pushPath = lokiAddress + "/loki/api/v1/push"
)

// entry is a line as Loki takes it: when, what, and what is known of it beside.
type entry struct {
	at       time.Time
	line     string
	metadata map[string]string
}

// push gives Loki lines of one stream, compressed, and returns the status of its answer.
func (f *Faults) push(ctx context.Context, stream map[string]string, entries []entry) (int, error) {
	values := make([]any, len(entries))
	for i, e := range entries {
		metadata := e.metadata
		if metadata == nil {
			metadata = map[string]string{}
		}
		values[i] = []any{fmt.Sprint(e.at.UnixNano()), e.line, metadata}
	}
	body := tree{"streams": []any{tree{"stream": with(stream, "k8s_cluster_name", cluster), "values": values}}}
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if err := errors.Join(json.NewEncoder(writer).Encode(body), writer.Close()); err != nil {
		return 0, fmt.Errorf("encoding lines: %w", err)
	}
	client, address := f.Client.Raw(pushPath)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, &packed)
	if err != nil {
		return 0, fmt.Errorf("sending lines: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Content-Encoding", "gzip")
	response, err := client.Do(request)
	if err != nil {
		return 0, fmt.Errorf("sending lines: %w", err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("sending lines: %d %.200s", response.StatusCode, said)
	}
	return response.StatusCode, err
}

// flood sends 60 MB of one stream at once, which may bring 32 at once and 8 a second: some are refused.
func (f *Faults) flood(ctx context.Context) error {
	const batches, lines, length = 5, 120, 100_000
	text := strings.Repeat("x", length)
	var wait sync.WaitGroup
	failed := make([]error, batches)
	for i := range batches {
		wait.Go(func() {
			var entries []entry
			for range lines {
				entries = append(entries, entry{at: time.Now(), line: text})
			}
			status, err := f.push(ctx, of("service_name", "flood"), entries)
			if status != http.StatusTooManyRequests {
				failed[i] = err
			}
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}
