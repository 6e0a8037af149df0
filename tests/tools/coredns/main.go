// Command coredns is CoreDNS with the plugins that a cluster without a way to the outside needs.
//
// Upstream's own main package links some fifty plugins, the clients of three clouds among them, which would take most of
// the build.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"

	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/loadbalance"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/template"
)

func main() {
	// Not an alphabetical list: a query passes through the plugins in this order, which is upstream's, but that the template comes last:
	// it answers what is not the cluster's.
	dnsserver.Directives = []string{"ready", "health", "errors", "loadbalance", "cache", "kubernetes", "template"}
	coremain.Run()
}
