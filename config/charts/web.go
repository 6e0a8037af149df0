package charts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"oras.land/oras-go/v2/registry/remote/retry"
)

const (
	// requestTimeout bounds one request with its answer and its retries; a slow line still gets a large index.
	requestTimeout = 3 * time.Minute
	// stepTimeout bounds each step in which nothing need be sent yet: dialling, the handshake, the head of the answer.
	stepTimeout = 20 * time.Second
	// tries is how often a request is sent before its failure is told.
	tries = 3
	// longestPause bounds a pause between tries, also one that the server asks for.
	longestPause = 30 * time.Second
	// largestIndex bounds an index.yaml, in bytes; the largest of the pinned repositories has about 10 MB.
	largestIndex = 64 << 20
)

// web makes bounded requests.
type web struct {
	client *http.Client
	// indexes are the repository indexes read so far: several charts share a repository.
	indexes *indexes
}

func (s Supply) web() web {
	transport := &retry.Transport{
		Base: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: stepTimeout}).DialContext,
			ForceAttemptHTTP2:     true,
			TLSHandshakeTimeout:   stepTimeout,
			ResponseHeaderTimeout: stepTimeout,
		},
		Policy: func() retry.Policy {
			return &retry.GenericPolicy{
				Retryable: passing,
				Backoff:   retry.ExponentialBackoff(cmp.Or(s.Pause, time.Second), 2, 0.1), // or as Retry-After asks
				MaxWait:   longestPause,
				MaxRetry:  tries - 1,
			}
		},
	}
	return web{client: &http.Client{Timeout: requestTimeout, Transport: transport}, indexes: &indexes{}}
}

// passing reports whether a failure may pass by itself: too many requests, an error of the server, a reset connection. An
// address at which nothing answers is not waited for again.
func passing(response *http.Response, err error) (bool, error) {
	if err != nil {
		return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF), nil
	}
	return response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= http.StatusInternalServerError, nil
}

// statusError is an answer that is not 200.
type statusError struct {
	address string
	code    int
}

func (e *statusError) Error() string {
	return fmt.Sprintf("GET %s: %d %s", e.address, e.code, http.StatusText(e.code))
}

// get returns the body at the address, of at most limit bytes.
func (w web) get(ctx context.Context, address string, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", address, err)
	}
	request.Header.Set("User-Agent", "kalypso")
	response, err := w.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	if response.StatusCode != http.StatusOK {
		return nil, &statusError{address, response.StatusCode}
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w", address, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("GET %s: the answer is larger than %d MiB", address, limit>>20)
	}
	return data, nil
}

// resolve makes an address in an index absolute.
func resolve(base, reference string) (string, error) {
	from, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("address %q: %w", base, err)
	}
	to, err := from.Parse(reference)
	if err != nil {
		return "", fmt.Errorf("address %q: %w", reference, err)
	}
	return to.String(), nil
}
