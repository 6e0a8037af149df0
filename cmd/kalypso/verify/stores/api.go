// Package stores reads what the stores of a platform hold, through their public APIs.
package stores

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// requestTimeout bounds one request, excerpt what of an answer an error shows.
const (
	requestTimeout = 15 * time.Second
	excerpt        = 300
)

// Way leads to a service: it turns the address that the cluster knows into one that works from here.
type Way interface {
	URL(ctx context.Context, base string) (string, error)
}

// API is an HTTP API in the cluster.
type API struct {
	// User and Password are sent if they are there.
	User, Password string
	way            Way
	base           string
	http           *http.Client
}

// NewAPI is the API at an address in the cluster.
func NewAPI(way Way, base string) API {
	// No proxy: it would not know the cluster's names.
	client := &http.Client{Timeout: requestTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	return API{way: way, base: strings.TrimRight(base, "/"), http: client}
}

// Below is the API whose paths begin with that one.
func (a API) Below(path string) API {
	a.base += path
	return a
}

// Get asks a path and decodes the answer.
func (a API) Get(ctx context.Context, path string, query url.Values, out any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return a.send(ctx, http.MethodGet, path, nil, out)
}

// Post sends JSON; the answer is dropped if out is nil.
func (a API) Post(ctx context.Context, path string, body []byte, out any) error {
	return a.send(ctx, http.MethodPost, path, body, out)
}

func (a API) send(ctx context.Context, method, path string, body []byte, out any) error {
	base, err := a.way.URL(ctx, a.base)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("preparing %s %s: %w", method, path, err)
	}
	request.Header.Set("Accept", "application/json")
	// Loki tells labels from structured metadata only if it is asked to.
	request.Header.Set("X-Loki-Response-Encoding-Flags", "categorize-labels")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if a.User != "" {
		request.SetBasicAuth(a.User, a.Password)
	}
	response, err := a.http.Do(request)
	if err != nil {
		if whole := new(url.Error); errors.As(err, &whole) {
			err = whole.Err // without the address, which need not be the one that the reader knows
		}
		return fmt.Errorf("asking %s: %w", a.base, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("reading the answer of %s: %w", a.base, err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		err := fmt.Errorf("%s %s: %d %s", method, a.base+cut(path), response.StatusCode, cut(strings.TrimSpace(string(answer))))
		if response.StatusCode == http.StatusNotFound {
			return missing{err}
		}
		return err
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("decoding the answer of %s, %s: %w", a.base, cut(string(answer)), err)
	}
	return nil
}

// ErrNotThere says that an API does not have what was asked for.
var ErrNotThere = errors.New("not there")

// missing is such an answer, with its own words.
type missing struct{ error }

func (missing) Is(target error) bool { return target == ErrNotThere }

func cut(text string) string {
	if len(text) <= excerpt {
		return text
	}
	return text[:excerpt] + "..."
}
