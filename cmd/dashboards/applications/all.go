// Package applications are the dashboards of the signals that applications send.
package applications

import "github.com/kalypsoServing/kalypso/cmd/dashboards/style"

// All are the package's dashboards.
func All() []style.Dashboard {
	return []style.Dashboard{Services(), Traces(), Logs(), Profiles(), Network()}
}
