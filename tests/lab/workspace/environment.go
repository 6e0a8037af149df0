package workspace

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// passphrase encrypts a state that lives as long as a simulated cluster, and holds nothing that is used elsewhere.
const passphrase = "embedded"

// environment is the caller's without anything that would point Pulumi, Helm or the provider elsewhere.
func (w Workspace) environment(inherited []string) []string {
	own := map[string]string{
		"PATH": strings.Join(append([]string{w.path("bin")}, append(w.Tools.Dirs(), os.Getenv("PATH"))...),
			string(os.PathListSeparator)),
		"TMPDIR":                   w.path("tmp"), // the provider leaves a kubeconfig there when it is killed
		"KUBECONFIG":               w.Kubeconfig,
		"PULUMI_HOME":              w.path("home"),
		"PULUMI_BACKEND_URL":       "file://" + w.path("state"),
		"PULUMI_CONFIG_PASSPHRASE": passphrase,
		"PULUMI_SKIP_UPDATE_CHECK": "true",
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": strconv.FormatBool(!w.Fetch),
		"PULUMI_DEBUG_COMMANDS":                       "true", // offers --event-log
		"HELM_CACHE_HOME":                             w.path("helm", "cache"),
		"HELM_CONFIG_HOME":                            w.path("helm", "config"),
		"HELM_DATA_HOME":                              w.path("helm", "data"),
	}
	var env []string
	for _, pair := range inherited {
		name, _, _ := strings.Cut(pair, "=")
		_, replaced := own[name]
		if !replaced && !foreign(name) {
			env = append(env, pair)
		}
	}
	for name, value := range own {
		env = append(env, name+"="+value)
	}
	slices.Sort(env)
	return env
}

func foreign(name string) bool {
	return slices.ContainsFunc([]string{"PULUMI_", "HELM_", "KUBE"}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}
