// Package azuread leaves out Azure's credentials, and the client that gets them.
package azuread

import (
	"errors"
	"net/http"
)

// AzureADConfig takes any settings, and no use of them.
type AzureADConfig map[string]any

// NewAzureADRoundTripper returns an error that says why.
func NewAzureADRoundTripper(*AzureADConfig, http.RoundTripper) (http.RoundTripper, error) {
	return nil, errors.New("this promtool was built without Azure's credentials")
}
