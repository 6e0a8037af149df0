// Package sigv4 leaves out Amazon's credentials, and the client that gets them.
package sigv4

import (
	"errors"
	"net/http"
)

// SigV4Config takes any settings, and no use of them.
type SigV4Config map[string]any

// NewSigV4RoundTripper returns an error that says why.
func NewSigV4RoundTripper(*SigV4Config, http.RoundTripper) (http.RoundTripper, error) {
	return nil, errors.New("this promtool was built without Amazon's credentials")
}
