package release

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Mirror names the environment variable that says where archives are instead: a directory or an address, below which each
// has the name that it has at its own place.
const Mirror = "KALYPSO_RELEASES"

// answer is how long a place may take to answer, transfer how long an archive may take to arrive: building takes minutes.
const (
	answer   = 5 * time.Second
	transfer = 2 * time.Minute
)

// Get puts the wanted programs of a release into a directory, executable. Nothing is left there if it fails.
func (r Release) Get(ctx context.Context, dir string, wanted ...string) error {
	archive, ok := r.archive()
	if !ok {
		return errors.New("there is no archive for this machine")
	}
	ctx, cancel := context.WithTimeout(ctx, transfer)
	defer cancel()
	file, err := os.CreateTemp(dir, "archive-")
	if err != nil {
		return fmt.Errorf("making a file for an archive: %w", err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	body, place, err := open(ctx, archive.URL)
	if err != nil {
		return err
	}
	defer body.Close()
	digest, want := archive.digest()
	if _, err := io.Copy(io.MultiWriter(file, digest), body); err != nil {
		return fmt.Errorf("fetching %s: %w", place, err)
	}
	if got := hex.EncodeToString(digest.Sum(nil)); got != want {
		return fmt.Errorf("%s has the digest %s, the list says %s: it is not used", place, got, want)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("reading %s: %w", place, err)
	}
	return unpack(file, dir, wanted)
}

func (a Archive) digest() (hash.Hash, string) {
	if a.SHA512 != "" {
		return sha512.New(), a.SHA512
	}
	return sha256.New(), a.SHA256
}

// open finds an archive in the mirror, if there is one, else at its own place.
func open(ctx context.Context, url string) (body io.ReadCloser, place string, err error) {
	if mirror := os.Getenv(Mirror); mirror != "" && !strings.Contains(mirror, "://") {
		place = filepath.Join(mirror, path.Base(url))
		file, err := os.Open(place)
		return file, place, err
	} else if mirror != "" {
		url = strings.TrimSuffix(mirror, "/") + "/" + path.Base(url)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, url, fmt.Errorf("fetching %s: %w", url, err)
	}
	client := &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: answer}).DialContext,
		TLSHandshakeTimeout: answer, ResponseHeaderTimeout: answer,
	}}
	response, err := client.Do(request)
	if err != nil {
		return nil, url, err // it names the address
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		return nil, url, fmt.Errorf("fetching %s: %s", url, response.Status)
	}
	return response.Body, url, nil
}

// unpack writes the wanted programs, wherever they are in the archive.
func unpack(archive io.Reader, dir string, wanted []string) error {
	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		return fmt.Errorf("unpacking: %w", err)
	}
	left := slices.Clone(wanted)
	for entries := tar.NewReader(unzipped); len(left) > 0; {
		header, err := entries.Next()
		if err != nil {
			return fmt.Errorf("unpacking: %s not found: %w", strings.Join(left, ", "), err)
		}
		name := path.Base(header.Name)
		if header.Typeflag != tar.TypeReg || !slices.Contains(left, name) {
			continue
		}
		if err := write(filepath.Join(dir, name), entries); err != nil {
			return fmt.Errorf("unpacking %s: %w", name, err)
		}
		left = slices.DeleteFunc(left, func(one string) bool { return one == name })
	}
	return nil
}

func write(file string, content io.Reader) error {
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, content)
	return errors.Join(err, out.Close())
}
