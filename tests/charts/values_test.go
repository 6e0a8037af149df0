package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// What `helm show values` prints is taken back unchanged: it is where people's own files begin.
func TestAChartsOwnValuesAreTaken(t *testing.T) {
	dir, known := real(t), lock(t)
	all, err := pinned.Charts("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		t.Run(c.Name, func(t *testing.T) {
			loaded, err := render.Load(dir + "/" + pinned.ArchiveName(c))
			if err != nil {
				t.Fatal(err)
			}
			facts := known[charts.ID(c.Name, c.Version)]
			for _, problem := range facts.Unfit(facts.Settled(loaded.Values, nil)) {
				t.Error(problem)
			}
			assert.NotEmpty(t, loaded.Values)
		})
	}
}
