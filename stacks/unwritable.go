package stacks

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/loki"
)

// unwritable warns of a store outside of the platform that the release of Loki may not be able to write to. Mimir, Tempo and
// Pyroscope send a checksum with every write.
func (p Plan) unwritable() []string {
	if !p.on("loki") {
		return nil
	}
	version := p.lokiVersion()
	if !loki.WithoutChecksum(version) {
		return nil
	}
	return []string{fmt.Sprintf("kalypso:objectStore: Loki %s sends no checksum with what it writes: if bucket %s has Object Lock, or the "+
		"store asks for checksums, every write is refused, and logs stay on Loki's volume until it is full. Set "+
		"kalypso:components.loki.values.loki.image.tag to 3.6.16 or later", version, p.Config.ObjectStore.Buckets["loki"])}
}

// lokiVersion is the version of Loki that will run: the chart's, or that of the user's image.
func (p Plan) lokiVersion() string {
	release := p.pin("loki").Charts[0].Release
	if tag, overridden := kit.Lookup(p.Overrides[release], "loki", "image", "tag").(string); overridden {
		return tag
	}
	return p.Apps[release]
}
