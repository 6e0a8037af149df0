package stacks_test

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/kustomize"
)

// The README's table of components follows the manifests and the stack's outputs; -update writes it.
func TestTheReadmesTableOfComponents(t *testing.T) {
	const file, begin, end = "../README.md", "<!-- components -->\n", "<!-- /components -->"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), begin)
	require.True(t, found, "README.md has no %s", begin)
	was, after, found := strings.Cut(rest, end)
	require.True(t, found, "README.md has no %s", end)
	is := componentTable(t)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(before+begin+is+end+after), 0o644))
		return
	}
	require.Equal(t, is, was, "run the tests with -update")
}

// The README's numbers of dashboards and alerts are those of the manifests.
func TestTheReadmesNumbersOfDashboardsAndAlerts(t *testing.T) {
	components, err := kustomize.Load("..")
	require.NoError(t, err)
	shown, alerts := 0, 0
	for _, c := range components {
		shown += len(c.Dashboards)
		for _, file := range slices.Concat(c.Rules, c.LogRules) {
			for _, group := range file.Groups {
				for _, rule := range group.Rules {
					if rule.Alert != "" {
						alerts++
					}
				}
			}
		}
	}
	for _, file := range []string{"../README.md", "../CHANGELOG.md"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var saidShown, saidAlerts int
		found := regexp.MustCompile(`(\d+) dashboards.* about (\d+) alerts`).FindStringSubmatch(string(text))
		require.NotNil(t, found, file)
		_, err = fmt.Sscan(found[1]+" "+found[2], &saidShown, &saidAlerts)
		require.NoError(t, err)
		require.Equal(t, shown, saidShown, file)
		require.InDelta(t, alerts, saidAlerts, 10, file)
	}
}

func componentTable(t *testing.T) string {
	components, err := kustomize.Load("..")
	require.NoError(t, err)
	endpoints := deploy(t, nil).output(t, "endpoints").(map[string]any)
	var table strings.Builder
	table.WriteString("| wave | component | namespace | releases (chart version) | addresses inside the cluster |\n|---|---|---|---|---|\n")
	for _, c := range components {
		var releases []string
		for _, chart := range c.Charts {
			releases = append(releases, fmt.Sprintf("%s (%s %s)", chart.Release, chart.Name, chart.Version))
		}
		fmt.Fprintf(&table, "| %d | %s | %s | %s | %s |\n",
			c.Wave, c.Name, c.Namespace.Name, strings.Join(releases, ", "), strings.Join(addresses(t, endpoints, c.Namespace.Name), ", "))
	}
	return table.String()
}

// addresses are the endpoints in a namespace, as host and port.
func addresses(t *testing.T, endpoints map[string]any, namespace string) []string {
	hosts := map[string]bool{}
	for _, endpoint := range endpoints {
		address := fmt.Sprint(endpoint)
		if strings.Contains(address, "://") {
			parsed, err := url.Parse(address)
			require.NoError(t, err)
			address = parsed.Host
		}
		if strings.Contains(address, "."+namespace+".svc.") {
			hosts["`"+address+"`"] = true
		}
	}
	return slices.Sorted(maps.Keys(hosts))
}
