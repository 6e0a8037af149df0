// Package cloud leaves the secrets providers of clouds out: a Pulumi built here encrypts with a passphrase.
package cloud

import (
	"encoding/json"
	"errors"

	"github.com/pulumi/pulumi/pkg/v3/secrets"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

// Type names these providers in a stack's state.
const Type = "cloud"

var errLeftOut = errors.New("this Pulumi was built without the secrets providers of clouds; " +
	"install Pulumi from https://www.pulumi.com/docs/install/")

// EditProjectStack returns an error that names the remedy.
func EditProjectStack(*workspace.ProjectStack, json.RawMessage) error { return errLeftOut }

// NewCloudSecretsManagerFromState returns an error that names the remedy.
func NewCloudSecretsManagerFromState(json.RawMessage) (secrets.Manager, error) {
	return nil, errLeftOut
}

// NewCloudSecretsManager returns an error that names the remedy.
func NewCloudSecretsManager(*workspace.ProjectStack, string, bool) (secrets.Manager, error) {
	return nil, errLeftOut
}
