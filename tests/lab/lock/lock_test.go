package lock

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const example = `base@1.28.3:
 repository: https://example.org/charts
 version: 1.28.3
 sha256: 041897734f40b651d17bbc40c0b6d8b463f81e010613a32002e6e1b52caa1e0b
 appVersion: "1.28.3"
 images: []
 keys:
  version: value
  repository:
   sha256: value
cert-manager@v1.19.2:
 repository: oci://example.org/charts
 version: v1.19.2
 sha256: 87e2dafa946bd05c56be897b2fe2e171f2bbfad96c9d48409d4b1188d240af6f
 appVersion: v1.19.2
`

func TestReadTakesFactsAndNotValueKeys(t *testing.T) {
	got, err := Read(file(t, example))
	if err != nil {
		t.Fatal(err)
	}
	want := []Pin{
		{Name: "base", Version: "1.28.3", AppVersion: "1.28.3", Repository: "https://example.org/charts", SHA256: "041897734f40b651d17bbc40c0b6d8b463f81e010613a32002e6e1b52caa1e0b"},
		{Name: "cert-manager", Version: "v1.19.2", AppVersion: "v1.19.2", Repository: "oci://example.org/charts", SHA256: "87e2dafa946bd05c56be897b2fe2e171f2bbfad96c9d48409d4b1188d240af6f"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %+v\nwant %+v", got, want)
	}
}

func TestReadRefusesALockWithoutDigests(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "no digest": "base@1.28.3:\n version: 1.28.3\n"} {
		if _, err := Read(file(t, text)); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestReplaceChangesDigestsOnly(t *testing.T) {
	lock := file(t, example)
	from := "041897734f40b651d17bbc40c0b6d8b463f81e010613a32002e6e1b52caa1e0b"
	to := strings.Repeat("a", 64)
	if err := Replace(lock, map[string]string{from: to}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(lock)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(example, from, to); string(got) != want {
		t.Fatalf("got\n%s", got)
	}
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "charts.lock")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
