// Package archives finds the chart archives of a rehearsal: real ones if they can be had, else fixtures.
package archives

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/fixtures"
	"github.com/kalypsoServing/kalypso/tests/lab/lock"
)

// Variable names the environment variable that says where archives are: a directory, or the address of a mirror.
const Variable = "KALYPSO_CHARTS"

// Source is where archives come from.
type Source struct {
	// Setting is the value of kalypso:charts; "" means the repositories.
	Setting string
	// Says is the source in words, for the reader of the output.
	Says string
	// Real is false for fixtures; Why says then why there are no real ones.
	Real bool
	Why  string
}

// Choose takes the first of: the directory or mirror in KALYPSO_CHARTS, a complete directory in the project, the
// repositories, fixtures. What the user named must be usable; the others are only offers.
func Choose(ctx context.Context, project string, pins []lock.Pin) (Source, error) {
	if named := os.Getenv(Variable); named != "" {
		return explicit(named, pins)
	}
	for _, dir := range []string{"charts", ".charts"} {
		dir = filepath.Join(project, dir)
		if missing(dir, pins) == nil {
			return Source{Setting: dir, Says: "real archives from " + dir, Real: true}, nil
		}
	}
	unreachable := reach(ctx, pins)
	if unreachable == nil {
		return Source{Says: "real archives from their repositories", Real: true}, nil
	}
	return Source{Says: "fixture charts", Why: "no real archives: " + unreachable.Error()}, nil
}

func explicit(named string, pins []lock.Pin) (Source, error) {
	if strings.Contains(named, "://") {
		return Source{Setting: named, Says: "real archives from the mirror " + named, Real: true}, nil
	}
	dir, err := filepath.Abs(named)
	if err != nil {
		return Source{}, fmt.Errorf("resolving %s=%s: %w", Variable, named, err)
	}
	if err := missing(dir, pins); err != nil {
		return Source{}, fmt.Errorf("%s=%s does not hold the pinned archives (`make charts` fetches them):\n%w", Variable, named, err)
	}
	return Source{Setting: dir, Says: "real archives from " + dir, Real: true}, nil
}

// missing lists the archives that are not in dir, or are there with another digest.
func missing(dir string, pins []lock.Pin) error {
	var problems []error
	for _, pin := range pins {
		content, err := os.ReadFile(filepath.Join(dir, pin.File()))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != pin.SHA256 {
			problems = append(problems, fmt.Errorf("%s has another digest than charts.lock says", pin.File()))
		}
	}
	return errors.Join(problems...)
}

// patience is for one repository: an index is asked for, not read.
const patience = 5 * time.Second

// reach asks every repository for its index and returns the first refusal.
func reach(ctx context.Context, pins []lock.Pin) error {
	asked := map[string]bool{}
	for _, pin := range pins {
		if asked[pin.Repository] || !strings.HasPrefix(pin.Repository, "http") {
			continue
		}
		asked[pin.Repository] = true
		if err := ask(ctx, strings.TrimRight(pin.Repository, "/")+"/index.yaml"); err != nil {
			return err
		}
	}
	return nil
}

func ask(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("asking %s: %w", url, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(response.Body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("reading %s: %w", url, err)
	}
	if response.StatusCode != http.StatusOK || !index(string(head[:n])) {
		return fmt.Errorf("%s answers %s and no chart index", url, response.Status)
	}
	return nil
}

// index looks at the beginning of the body: a captive portal answers 200 as well.
func index(head string) bool {
	return strings.Contains(head, "apiVersion:") || strings.Contains(head, "entries:")
}

// Provide puts fixtures into a workspace if there is nothing real, and makes its charts.lock accept them.
func (s Source) Provide(workspace string, pins []lock.Pin) (Source, error) {
	if s.Real {
		return s, nil
	}
	dir := filepath.Join(workspace, "fixtures")
	digests, err := fixtures.Write(dir, pins)
	if err != nil {
		return s, err
	}
	s.Setting = dir
	return s, lock.Replace(filepath.Join(workspace, "charts.lock"), digests)
}
