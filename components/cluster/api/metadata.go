package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Metadata lists what is at a path by metadata alone, which the API server cuts out: a list of definitions is a megabyte, their
// metadata a hundredth of it.
func (c Client) Metadata(ctx context.Context, path string, into any) error {
	request, err := c.request(http.MethodGet, path)
	if err != nil {
		return err
	}
	answer, err := do(ctx, request.SetHeader("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("reading the answer to %s: %w", path, err)
	}
	return nil
}

// Clock returns by how much the API server's clock is ahead of this machine's, negative if it is behind. An answer's Date is in
// whole seconds, so that a second of difference means nothing.
func (c Client) Clock(ctx context.Context) (time.Duration, error) {
	request, err := c.request(http.MethodGet, "/version")
	if err != nil {
		return 0, err
	}
	plain, err := http.NewRequestWithContext(ctx, http.MethodGet, request.URL().String(), nil)
	if err != nil {
		return 0, fmt.Errorf("asking for the time: %w", err)
	}
	begun := time.Now()
	answer, err := c.rest.Client.Do(plain)
	if err != nil {
		return 0, fmt.Errorf("asking for the time: %w", err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body) // so that the connection can be used again
	date, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return 0, fmt.Errorf("reading the date of an answer: %w", err)
	}
	return date.Sub(begun.Add(time.Since(begun) / 2)), nil
}
