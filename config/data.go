package config

import (
	"cmp"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// Data says what becomes of what a component has stored when it is removed.
type Data string

// What becomes of it.
const (
	Keep   Data = "keep"
	Delete Data = "delete"
)

// settleData fills in what nobody has said: data of a development stack goes with it, as does that of a cluster of kind, which is made
// for trying; all other stays.
func (c *Config) settleData() {
	if c.Data != "" {
		return
	}
	c.Data = Keep
	if c.Profile == "dev" || c.Cluster.Driver == Kind {
		c.Data = Delete
	}
}

// DataOf says what becomes of what a component has stored.
func (c Config) DataOf(component string) Data { return cmp.Or(c.Components[component].Data, c.Data) }

func (c *checker) data(settings Config) {
	c.choice("data", string(settings.Data), string(Keep), string(Delete))
	for _, name := range known(settings.Components) {
		if own := settings.Components[name].Data; own != "" {
			c.choice(strict.Join("components", name)+".data", string(own), string(Keep), string(Delete))
		}
	}
}
