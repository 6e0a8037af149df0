package telemetry

import "github.com/kalypsoServing/kalypso/components/kit"

// part is a receiver, processor or exporter: its name, type[/name], and its configuration.
type part struct {
	name   string
	config kit.Tree
}

// pipeline is what a signal passes through in a collector.
type pipeline struct {
	signal                string
	receivers, processors []part
	exporter              part
}

// collectorConfig is the configuration of a collector with these pipelines, and with the health check for its probes.
func collectorConfig(pipelines []pipeline) kit.Tree {
	receivers, processors, exporters, bySignal := kit.Tree{}, kit.Tree{}, kit.Tree{}, kit.Tree{}
	for _, p := range pipelines {
		bySignal[p.signal] = kit.Tree{
			"receivers":  configure(receivers, p.receivers...),
			"processors": configure(processors, p.processors...),
			"exporters":  configure(exporters, p.exporter),
		}
	}
	return kit.Tree{
		"receivers":  receivers,
		"processors": processors,
		"exporters":  exporters,
		"extensions": kit.Tree{"health_check": listen(healthPort)},
		"service":    kit.Tree{"extensions": []any{"health_check"}, "pipelines": bySignal},
	}
}

// configure adds parts to their section of the configuration and returns their names.
func configure(section kit.Tree, parts ...part) []any {
	var names []any
	for _, p := range parts {
		section[p.name] = p.config
		names = append(names, p.name)
	}
	return names
}

// otlpGRPC and otlpHTTP are the exporters' own part of their configuration.
func otlpGRPC(to kit.OTLPGRPC) kit.Tree {
	return kit.Tree{"endpoint": string(to), "tls": kit.Tree{"insecure": true}}
}

func otlpHTTP(to kit.OTLPHTTP) kit.Tree { return kit.Tree{"endpoint": string(to)} }
