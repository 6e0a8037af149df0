package telemetry

import "github.com/kalypsoServing/kalypso/components/kit"

// queueDir is where a collector keeps what it has acknowledged and not delivered.
const queueDir = "/var/lib/otelcol"

// Batches of an exporter, in bytes: half to two megabytes are sent at a time, or what came in within a second. What a store
// takes is limited in bytes too (Tempo 16 MiB, Loki 32), and a batch above the limit is lost.
const (
	leastBatch = 500_000
	// LargestBatch is the most that is sent at once, and Consumers how many batches are on their way at a time. The limits of
	// the stores are held above their product by a test.
	LargestBatch = 2_000_000
	Consumers    = 4
)

// fileStorage keeps queues and positions on disk. The files of a queue that was long are written anew when it is empty and at
// the start: they do not shrink by themselves. recreate sets a damaged one aside instead of never starting again.
func fileStorage() part {
	return part{"file_storage", kit.Tree{
		"directory": queueDir, "create_directory": true, "recreate": true, "timeout": "5s",
		"compaction": kit.Tree{"on_start": true, "on_rebound": true, "directory": queueDir, "cleanup_on_start": true},
	}}
}

// patient is how an exporter rides out an outage: it tries again for ever, and what waits is bounded by the queue.
func patient() kit.Tree {
	return kit.Tree{
		"timeout":          "20s",
		"retry_on_failure": kit.Tree{"enabled": true, "initial_interval": "2s", "max_interval": "30s", "max_elapsed_time": "0s"},
	}
}

// batching is a queue of so many bytes. Batches are made behind it: a batch processor before it would acknowledge what
// nothing has stored. By default 1,000 requests may wait, be they of one span or of thousands.
func batching(bytes int) kit.Tree {
	return kit.Tree{
		"enabled": true, "sizer": "bytes", "queue_size": bytes, "num_consumers": Consumers,
		"batch": kit.Tree{"min_size": leastBatch, "max_size": LargestBatch, "flush_timeout": "1s"},
	}
}

// inMemory is such a queue for what is collected again in half a minute, or rarely.
func inMemory() kit.Tree { return batching(16_000_000) }

// onDisk is such a queue that survives the collector: accepted means stored.
func onDisk(bytes int) kit.Tree {
	return kit.Merge(batching(bytes), kit.Tree{"storage": "file_storage"})
}

// queued is an exporter with a queue.
func queued(name string, to, queue kit.Tree) part {
	return part{name, kit.Merge(to, patient(), kit.Tree{"sending_queue": queue})}
}

// otlpGRPC and otlpHTTP are the exporters' own part of their configuration. gzip is the compression that every receiver has:
// Pyroscope's lacks zstd, and refuses it for good.
func otlpGRPC(to kit.OTLPGRPC) kit.Tree {
	return kit.Tree{"endpoint": string(to), "tls": kit.Tree{"insecure": true}, "compression": "gzip"}
}

// toGateway is the exporter of our own collectors. Between them zstd costs less.
func toGateway(args Args, signal string, queue kit.Tree) []part {
	to := kit.Merge(otlpGRPC(Addresses(args.Component, args.Settings.Domain).Collectors), kit.Tree{"compression": "zstd"})
	return []part{queued("otlp/"+signal, to, queue)}
}

func otlpHTTP(to kit.OTLPHTTP) kit.Tree { return kit.Tree{"endpoint": string(to)} }
