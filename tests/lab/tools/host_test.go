package tools

import "testing"

func TestQuoteMakesOneWord(t *testing.T) {
	if got, want := quote("/it's here"), `'/it'\''s here'`; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}
