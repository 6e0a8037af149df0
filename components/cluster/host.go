package cluster

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/config"
)

// CheckHost refuses a VM that this machine's operating system (GOOS) cannot run.
func CheckHost(cluster config.Cluster, system string) error {
	if cluster.VMType == config.VMApple && system != "darwin" {
		return fmt.Errorf("kalypso:cluster.vmType: vz is Apple's hypervisor, and this machine runs %s: "+
			"write qemu, or leave it out, and each machine gets what it has", system)
	}
	return nil
}
