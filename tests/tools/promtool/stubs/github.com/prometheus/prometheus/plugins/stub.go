// Package plugins registers the discovery that needs no cloud: rules are checked and tested here, not targets found.
package plugins

import _ "github.com/prometheus/prometheus/discovery/file"
