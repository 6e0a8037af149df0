package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestEveryListedReleaseIsTheOneThatIsBuilt(t *testing.T) {
	releases, err := Load("../../tools/releases.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../../tools/core/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range releases {
		if !strings.Contains(strings.ReplaceAll(string(mod), " // indirect", ""), r.Module+" "+r.Version+"\n") {
			t.Errorf("%s %s is not what tests/tools/core pins: bump both", r.Module, r.Version)
		}
		if r.Source == "" || len(r.Archives) == 0 || len(r.Programs) == 0 {
			t.Errorf("%s: source, archives and programs are needed", r.Module)
		}
		for platform, a := range r.Archives {
			if (len(a.SHA256) != 64 || a.SHA512 != "") && (len(a.SHA512) != 128 || a.SHA256 != "") {
				t.Errorf("%s for %s: want one digest, whole", r.Module, platform)
			}
			if !strings.Contains(a.URL, r.Version) {
				t.Errorf("%s for %s: %s is not of %s", r.Module, platform, a.URL, r.Version)
			}
		}
	}
}

func TestGetTakesTheWantedProgramsFromAnArchiveWithItsDigest(t *testing.T) {
	archive := pack(t, map[string]string{"top/one": "1", "top/two": "2", "top/three": "3"})
	sum256, sum512 := sha256.Sum256(archive), sha512.Sum512(archive)
	for name, a := range map[string]Archive{
		"SHA-256": {SHA256: hex.EncodeToString(sum256[:])}, "SHA-512": {SHA512: hex.EncodeToString(sum512[:])},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(archive) })
			a.URL = server + "/x.tar.gz"
			dir := t.TempDir()
			if err := of(a).Get(t.Context(), dir, "one", "three"); err != nil {
				t.Fatal(err)
			}
			if got := names(t, dir); got != "one three" {
				t.Errorf("found %s", got)
			}
			info, err := os.Stat(filepath.Join(dir, "three"))
			if err != nil || info.Mode()&0o111 == 0 {
				t.Errorf("not executable: %v, %v", info, err)
			}
		})
	}
}

func TestAMirrorTakesThePlaceOfEveryAddress(t *testing.T) {
	archive, mirror := pack(t, map[string]string{"one": "1"}), t.TempDir()
	sum := sha256.Sum256(archive)
	if err := os.WriteFile(filepath.Join(mirror, "x.tar.gz"), archive, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Mirror, mirror)
	dir := t.TempDir()
	a := Archive{URL: "https://nowhere.invalid/deep/x.tar.gz", SHA256: hex.EncodeToString(sum[:])}
	if err := of(a).Get(t.Context(), dir, "one"); err != nil || names(t, dir) != "one" {
		t.Errorf("got %v, %s", err, names(t, dir))
	}
}

func TestWhatIsNotPinnedIsNeverUsed(t *testing.T) {
	archive := pack(t, map[string]string{"one": "1"})
	sum := sha256.Sum256(archive)
	good := hex.EncodeToString(sum[:])
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		digest string
		want   string
	}{
		"another digest": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(archive) }, strings.Repeat("0", 64), "it is not used"},
		"cut short":      {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(archive[:len(archive)/2]) }, good, "it is not used"},
		"an error":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, good, "403"},
		"not in it":      {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(archive) }, good, "two not found"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			err := of(Archive{URL: serve(t, c.answer) + "/x.tar.gz", SHA256: c.digest}).Get(t.Context(), dir, "two")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error = %v, want %q", err, c.want)
			}
			if got := names(t, dir); got != "" {
				t.Errorf("left %s", got)
			}
		})
	}
}

func TestAPlaceThatDoesNotAnswerIsGivenUp(t *testing.T) {
	begun := time.Now()
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	err := of(Archive{URL: server + "/x.tar.gz", SHA256: "0"}).Get(t.Context(), t.TempDir(), "one")
	if err == nil || time.Since(begun) > 2*answer {
		t.Errorf("after %s: %v", time.Since(begun), err)
	}
}

func of(a Archive) Release {
	return Release{Archives: map[string]Archive{runtime.GOOS + "/" + runtime.GOARCH: a}}
}

func serve(t *testing.T, answer http.HandlerFunc) string {
	t.Setenv(Mirror, "")
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func pack(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	entries := tar.NewWriter(zipped)
	for name, text := range files {
		if err := entries.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := entries.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := entries.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}
