package charts

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	// patience bounds one request with its answer, in which a slow line still gets a large index.
	patience = 3 * time.Minute
	// silence bounds each step in which nothing need be sent yet: dialling, the handshake, the head of the answer.
	silence = 20 * time.Second
	// largestIndex bounds an index.yaml, in bytes; the largest of the pinned repositories has about 10 MB.
	largestIndex = 64 << 20
	// largestAnswer bounds the small answers of a registry: manifests, tokens, tag lists.
	largestAnswer = 4 << 20
)

// web makes bounded requests.
type web struct {
	client *http.Client
	// indexes are the repository indexes read so far: several charts share a repository.
	indexes *indexes
}

func newWeb() web {
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: silence}).DialContext,
		ForceAttemptHTTP2:     true,
		TLSHandshakeTimeout:   silence,
		ResponseHeaderTimeout: silence,
	}
	return web{client: &http.Client{Timeout: patience, Transport: transport}, indexes: &indexes{}}
}

// statusError is an answer that is not 200.
type statusError struct {
	address string
	code    int
	header  http.Header
}

func (e *statusError) Error() string {
	return fmt.Sprintf("GET %s: %d %s", e.address, e.code, http.StatusText(e.code))
}

// get returns the body at the address, of at most limit bytes.
func (w web) get(ctx context.Context, address string, header http.Header, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", address, err)
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("User-Agent", "kalypso")
	response, err := w.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	if response.StatusCode != http.StatusOK {
		return nil, &statusError{address, response.StatusCode, response.Header}
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
