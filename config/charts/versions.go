package charts

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// offered is how many versions an error proposes.
const offered = 5

// missing says that a version is not there, and which ones around it are.
func missing(r Request, address string, versions []string) error {
	near := around(versions, r.Version)
	if len(near) == 0 {
		return fmt.Errorf("%s has no version of chart %s", address, r.Name)
	}
	return fmt.Errorf("%s has no version %s of chart %s; the nearest it has: %s", address, r.Version, r.Name, strings.Join(near, ", "))
}

// around returns the versions next to the wanted one in order, the newest first.
func around(versions []string, want string) []string {
	sorted := slices.Clone(versions)
	slices.SortFunc(sorted, func(a, b string) int { return compareVersions(b, a) })
	sorted = slices.Compact(sorted)
	at, _ := slices.BinarySearchFunc(sorted, want, func(a, b string) int { return compareVersions(b, a) })
	first := max(0, min(at-offered/2, len(sorted)-offered))
	return sorted[first:min(len(sorted), first+offered)]
}

// compareVersions orders versions as semantic versions; those that are none come first.
func compareVersions(a, b string) int { return semver.Compare(canonical(a), canonical(b)) }

func canonical(version string) string { return "v" + strings.TrimPrefix(version, "v") }
