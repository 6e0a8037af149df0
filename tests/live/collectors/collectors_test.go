package collectors

import "testing"

func TestReadFindsWhatTheTestsSay(t *testing.T) {
	got, err := read("=== RUN x\n    a_test.go:3: validate accepts 31 configurations\n    b_test.go:9: disk full: 7 of 7\nok\n")
	if err != nil || got != (Checked{31, "7 of 7"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := read("ok\n"); err == nil {
		t.Error("tests that said nothing were taken for passed")
	}
}
