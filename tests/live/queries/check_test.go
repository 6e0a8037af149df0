package queries

import (
	"bytes"
	"os"
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

// TestNamesAreWrittenAsTheyAreRead: what `make names` writes is what the test above reads.
func TestNamesAreWrittenAsTheyAreRead(t *testing.T) {
	names, err := ReadNames("names.txt")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "names.txt")
	if err := names.Write(path); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile("names.txt")
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Errorf("names.txt has %d bytes, and written again %d others", len(before), len(after))
	}
	if err := os.WriteFile(path, []byte("\tname_without_labels\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadNames(path); err == nil {
		t.Error("a name without labels was read")
	}
}
