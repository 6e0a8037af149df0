package config

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// LeastRetention is the shortest retention: Loki's compactor works on tables of a day.
const LeastRetention = Duration(24 * time.Hour)

// normalize settles what has two spellings: YAML 1.1 tools turn a plain on and off into truth values.
func (c *Config) normalize() {
	switch c.EBPF {
	case "true":
		c.EBPF = EBPFOn
	case "false":
		c.EBPF = EBPFOff
	}
}

// checker collects problems. What decoding has reported already is left alone, with all below it: defaults stand there.
type checker struct{ reported, problems []error }

func (c *checker) check(ok bool, path, format string, arguments ...any) {
	path = namespace + path
	below := func(problem error) bool {
		reported, _, _ := strings.Cut(problem.Error(), ": ")
		return path == reported || strings.HasPrefix(path, reported+".")
	}
	if !ok && !slices.ContainsFunc(c.reported, below) {
		c.problems = append(c.problems, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, arguments...)))
	}
}

func (c *checker) choice(path, found string, want ...string) {
	if err := choice(path, found, want); err != nil {
		c.problems = append(c.problems, err)
	}
}

// choice is nil if found is one of want.
func choice(path, found string, want []string) error {
	if slices.Contains(want, found) {
		return nil
	}
	return fmt.Errorf("%s%s: found %s, want %s", namespace, path, strict.Describe(found), strings.Join(want, " or "))
}

// validate checks what types cannot, and returns every problem that is not among the reported ones.
func (doc document) validate(p Platform, reported []error) []error {
	c := &checker{reported: reported}
	c.choice("ordering", string(doc.Ordering), string(Waves), string(Dependencies))
	c.choice("ebpf", doc.EBPF, EBPFOn, EBPFAuto, EBPFOff, EBPFUnchecked)
	c.charts(doc.Charts)
	c.check(doc.ReleaseTimeout >= Duration(10*time.Second), "releaseTimeout", "found %s, want at least 10s", doc.ReleaseTimeout)
	c.cluster(doc)
	c.minio(doc.MinIO)
	c.store(doc, known(p.Buckets))
	c.data(doc.Config)
	c.retention(doc.Retention)
	c.generations(doc.Generations, p.Credentials)
	c.telemetry(doc.Telemetry)
	c.alerting(doc)
	for _, name := range known(doc.Components) {
		c.problems = append(c.problems, WrongValues(namespace+"components."+name+".values", doc.Components[name].Values)...)
	}
	return c.problems
}

func (c *checker) charts(source string) {
	scheme, _, isAddress := strings.Cut(source, "://")
	if !isAddress {
		return // a directory, or nothing
	}
	c.check(slices.Contains([]string{"http", "https", "oci"}, scheme), "charts",
		"found an address that starts with %s://, want http://, https://, oci://, or a directory", scheme)
	address, err := url.Parse(source)
	c.check(err == nil && address.Host != "", "charts", "found %q, want an address with a host", source)
}

func (c *checker) minio(minio MinIO) {
	c.check(minio.NodePort == 0 || 30000 <= minio.NodePort && minio.NodePort <= 32767, "minio.nodePort",
		"found number %d, want 30000 to 32767, or 0 for none", minio.NodePort)
	if minio.Endpoint != "" {
		c.address("minio.endpoint", minio.Endpoint, true)
	}
}

// address checks host:port; without port only where it is not needed.
func (c *checker) address(path, found string, needsPort bool) {
	want := "host:port like localhost:30900"
	if !needsPort {
		want = "host or host:port like s3.example.org"
	}
	if scheme, rest, isURL := strings.Cut(found, "://"); isURL {
		c.check(false, path, "found an address with a scheme, want %s: leave %s:// out and write %s",
			want, scheme, strings.TrimRight(rest, "/"))
		return
	}
	host, port, err := net.SplitHostPort(found)
	if err != nil && !needsPort && !strings.Contains(found, ":") {
		host, port, err = found, "443", nil
	}
	number, badPort := strconv.ParseUint(port, 10, 16)
	good := err == nil && host != "" && !strings.ContainsAny(host, "/ @") && badPort == nil && number > 0
	c.check(good, path, "found %s, want %s", strict.Describe(found), want)
}

func (c *checker) retention(retention Retention) {
	for _, signal := range []struct {
		name string
		keep Duration
	}{{"metrics", retention.Metrics}, {"logs", retention.Logs}, {"traces", retention.Traces}, {"profiles", retention.Profiles}} {
		path := "retention." + signal.name
		c.check(signal.keep >= LeastRetention, path, "found %s, want at least 24h", signal.keep)
		c.check(time.Duration(signal.keep)%time.Hour == 0, path, "found %s, want whole hours", signal.keep)
	}
}

func (c *checker) generations(generations map[string]int, names []string) {
	for _, name := range known(generations) {
		path := strict.Join("generations", name)
		c.check(slices.Contains(names, name), path, "unknown key%s", strict.Hint(name, names))
		c.check(generations[name] >= 1, path, "found number %d, want at least 1", generations[name])
	}
}

// CheckComponents checks the names under kalypso:components against those that manifests/ decides.
func (c Config) CheckComponents(names []string) error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(c.Components)) {
		if !slices.Contains(names, name) {
			problems = append(problems, fmt.Errorf("%s%s: unknown component%s",
				namespace, strict.Join("components", name), strict.Hint(name, names)))
		}
	}
	return errors.Join(problems...)
}
