// Package cloud leaves out `pulumi api`, which compiles an OpenAPI library to ask Pulumi Cloud anything.
package cloud

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/pulumi/pulumi/pkg/v3/backend/httpstate/client"
)

// APIError is never returned.
type APIError struct {
	error
	ExitCode int
	Silent   bool
}

// ResolvedContext is never made.
type ResolvedContext struct {
	Client   *client.Client
	OrgName  string
	LoggedIn bool
}

var errLeftOut = errors.New("this Pulumi was built without `pulumi api` and its relatives; " +
	"install Pulumi from https://www.pulumi.com/docs/install/")

// ResolveContext returns an error that names the remedy.
func ResolveContext(context.Context) (*ResolvedContext, error) { return nil, errLeftOut }

// NewAPICmd returns a command that fails with an error that names the remedy.
func NewAPICmd() *cobra.Command {
	return &cobra.Command{Use: "api", Hidden: true, RunE: func(*cobra.Command, []string) error { return errLeftOut }}
}
