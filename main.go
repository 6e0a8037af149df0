// Kalypso stands up an observability platform on Kubernetes.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/stacks"
)

func main() { pulumi.Run(stacks.Deploy) }
