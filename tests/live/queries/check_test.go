package queries

import (
	"path/filepath"
	"testing"
)

// TestEveryNameExistsOnALiveNode holds rules and dashboards to names.txt, which `make names` takes from a live node.
func TestEveryNameExistsOnALiveNode(t *testing.T) {
	names, err := ReadNames("names.txt")
	if err != nil {
		t.Fatal(err)
	}
	e, err := readExpected()
	if err != nil {
		t.Fatal(err)
	}
	project := filepath.Join("..", "..", "..")
	all, err := List(t.Context(), project)
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range newVocabulary(names, all, e).complaints(all) {
		t.Error(complaint)
	}
}
