package stacks

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/components/loki"
)

// unwritable warns of a store outside of the platform that the release of Loki may not be able to write to. Mimir, Tempo and
// Pyroscope send a checksum with every write.
func (p Plan) unwritable() []string {
	if p.Config.ObjectStore == nil || !p.on("loki") {
		return nil
	}
	release := p.pin("loki").Charts[0].Release
	version, overridden := kit.Lookup(p.Overrides[release], "loki", "image", "tag").(string)
	if !overridden {
		version = p.Apps[release]
	}
	if !loki.WithoutChecksum(version) {
		return nil
	}
	return []string{fmt.Sprintf("kalypso:objectStore: Loki %s sends no checksum with what it writes: if bucket %s has Object Lock, or the "+
		"store asks for checksums, every write is refused, and logs stay on Loki's volume until it is full. Set "+
		"kalypso:components.loki.values.loki.image.tag to 3.6.16 or later", version, p.Config.ObjectStore.Buckets["loki"])}
}
