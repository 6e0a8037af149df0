package tempo

import "github.com/kalypsoServing/kalypso/components/kit"

// gatewayPort is that of the Service by which others reach it.
const gatewayPort = 3100

// Idle are places that the chart knows and does not look at here, by release.
func Idle() map[string][]kit.Idle {
	var all []kit.Idle
	for _, place := range []string{"adminApi", "enterpriseGateway", "enterpriseFederationFrontend", "tokengenJob", "provisioner"} {
		all = append(all, kit.Idle{Path: kit.At(place), Why: "that is of Grafana Enterprise Traces, which does not run here: remove it"})
	}
	return map[string][]kit.Idle{"tempo": append(all, kit.Idle{Path: kit.At("memberlist", "bind_addr"),
		Why: "the chart reads it nowhere: write it as tempo.structuredConfig.memberlist.bind_addr"})}
}

// Guards are what its users may not change, by release.
func Guards() map[string][]kit.Guard {
	keys, store := []string{"access_key", "secret_key"}, []string{"endpoint", "bucket"}
	all := append(kit.Names(), kit.S3("tempo", kit.At("storage", "trace", "s3"), keys, store)...)
	all = append(all, kit.S3("tempo", kit.At("tempo", "structuredConfig", "storage", "trace", "s3"), keys, store)...)
	return map[string][]kit.Guard{"tempo": append(all,
		kit.Guard{Path: kit.At("gateway", "enabled"), But: true, Why: "Grafana reaches Tempo by it: remove it"},
		kit.Guard{Path: kit.At("gateway", "service", "port"), But: gatewayPort, Why: "Grafana reaches Tempo by port 3100: remove it"},
		kit.Guard{Path: kit.At("traces", "otlp", "grpc", "enabled"), But: true, Why: "collectors send spans there: remove it"},
		kit.Guard{Path: kit.At("storage", "trace", "backend"), But: "s3", Why: "the program gives it a bucket: remove it"},
		kit.Guard{Path: kit.At("multitenancyEnabled"), But: false, Why: "no sender and no datasource names a tenant: remove it"},
		kit.NoStore(),
		kit.Guard{Path: kit.At("useExternalConfig"), But: false,
			Why: "the program writes the configuration, with the store in it: remove it; single settings go below tempo.structuredConfig"},
	)}
}
