// Package kubernetes holds the one type that promtool names, without a client of every API group.
package kubernetes

import (
	"github.com/prometheus/common/config"
	"github.com/prometheus/prometheus/discovery"
)

// SDConfig is never made: nothing registers it.
type SDConfig struct {
	discovery.Config
	HTTPClientConfig config.HTTPClientConfig
}
