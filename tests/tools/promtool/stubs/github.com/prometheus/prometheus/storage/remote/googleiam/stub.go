// Package googleiam leaves out Google's credentials, and the client that gets them.
package googleiam

import (
	"errors"
	"net/http"
)

// Config takes any settings, and no use of them.
type Config map[string]any

// NewRoundTripper returns an error that says why.
func NewRoundTripper(*Config, http.RoundTripper) (http.RoundTripper, error) {
	return nil, errors.New("this promtool was built without Google's credentials")
}
