package config

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// The forms of names in Kubernetes (apimachinery, util/validation) and in image references (distribution/reference).
var (
	dnsLabel   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	dnsName    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)
	labelKey   = regexp.MustCompile(`^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`)
	labelValue = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$`)
	registry   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`)
)

func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

// matches checks a text against its form; only where optional, it may be empty.
func (c *checker) matches(path, found string, form *regexp.Regexp, want string, optional bool) {
	c.check(optional && found == "" || len(found) <= 253 && form.MatchString(found), path, "found %s, want %s", strict.Describe(found), want)
}

func (c *checker) registry(found string) {
	const path, want = "cluster.imageRegistry", "host[:port][/path] like registry.example.org/mirror"
	if scheme, rest, isURL := strings.Cut(found, "://"); isURL {
		c.check(false, path, "found an address with a scheme, want %s: leave %s:// out and write %s", want, scheme, strings.TrimRight(rest, "/"))
		return
	}
	c.matches(path, found, registry, want, true)
	host, _, _ := strings.Cut(found, "/")
	c.check(found == "" || strings.ContainsAny(host, ".:") || host == "localhost", path,
		"found %s, whose first part would be taken for a path on Docker Hub, want %s", strict.Describe(found), want)
}

// toleration is checked as the API server does it.
func (c *checker) toleration(path string, t Toleration) {
	c.check(t.Key == "" || labelKey.MatchString(t.Key), path+".key", "found %s, want a taint's key, like dedicated", strict.Describe(t.Key))
	c.check(t.Key != "" || t.Operator == "Exists", path+".key", "missing; without a key, operator must be Exists, which tolerates every taint")
	if t.Operator != "" {
		c.choice(path+".operator", t.Operator, "Equal", "Exists")
	}
	c.check(t.Operator != "Exists" || t.Value == "", path+".value", "found %s, but operator Exists compares no value: remove one",
		strict.Describe(t.Value))
	c.check(labelValue.MatchString(t.Value), path+".value", "found %s, want a label's value", strict.Describe(t.Value))
	if t.Effect != "" {
		c.choice(path+".effect", t.Effect, "NoSchedule", "PreferNoSchedule", "NoExecute")
	}
	c.check(t.Seconds == nil || t.Effect == "NoExecute", path+".seconds", "is for effect NoExecute: remove it, or set effect")
}
