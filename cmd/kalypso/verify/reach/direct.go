package reach

import (
	"context"
	"fmt"
	"os"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// UserVariable and PasswordVariable hold Grafana's credentials where its Secret cannot be read.
const (
	UserVariable     = "KALYPSO_GRAFANA_USER"
	PasswordVariable = "KALYPSO_GRAFANA_PASSWORD"
)

// Direct uses addresses as they stand. It asks nothing of the API server: it is for a Job without any right.
type Direct struct{}

// URL is the address itself.
func (Direct) URL(_ context.Context, base string) (string, error) { return base, nil }

// Nodes are not known.
func (Direct) Nodes(context.Context) ([]string, error) { return nil, nil }

// Login takes the credentials from the environment.
func (Direct) Login(context.Context, proof.Grafana) (user, password string, err error) {
	user, password = os.Getenv(UserVariable), os.Getenv(PasswordVariable)
	if user == "" || password == "" {
		return "", "", fmt.Errorf("no credentials of Grafana: set %s and %s", UserVariable, PasswordVariable)
	}
	return user, password, nil
}
