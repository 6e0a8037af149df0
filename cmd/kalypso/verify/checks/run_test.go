package checks

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/report"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

func TestAHealthyPlatformPasses(t *testing.T) {
	t.Parallel()
	found := verify(t, newPlatform(t, "").expectation())
	for _, check := range found.Checks {
		assert.Equal(t, report.OK, check.Result, "%s: %s", check.Name, check.Remark)
	}
	assert.Len(t, found.Checks, 48)
}

// Each of what can be missing makes its own check fail, and no other: what rests on it is skipped.
func TestWhatIsMissingFailsItsCheck(t *testing.T) {
	t.Parallel()
	cases := breakages()
	var lock sync.Mutex
	var all sync.WaitGroup
	found := map[string]report.Report{}
	for broken := range cases { // all at once: they only wait
		platform := newPlatform(t, broken).expectation()
		all.Go(func() {
			r := verify(t, platform)
			lock.Lock()
			defer lock.Unlock()
			found[broken] = r
		})
	}
	all.Wait()
	for broken, want := range cases {
		t.Run(broken, func(t *testing.T) {
			var failed []string
			for _, check := range found[broken].Failed() {
				failed = append(failed, check.Name)
				assert.NotEmpty(t, check.Remark)
				if !strings.HasPrefix(check.Name, "fresh") { // whose remedy comes with the expectation
					assert.NotEmpty(t, check.Remedy)
				}
			}
			assert.Equal(t, want, failed)
		})
	}
}

// breakages are what the fake can do wrong, and the checks that notice.
func breakages() map[string][]string {
	cases := map[string][]string{"metrics": {"metric", "exemplar"}} // which are sent together
	for broken, want := range map[string]string{
		"send metrics":   "send metrics",
		"send logs":      "send logs",
		"send traces":    "send traces",
		"send profiles":  "send profiles",
		"cluster label":  "metric",
		"exemplar":       "exemplar",
		"logs":           "log",
		"log label":      "log",
		"traces":         "trace",
		"server span":    "trace",
		"search":         "trace search",
		"span metrics":   "span metrics",
		"service graph":  "service graph",
		"profiles":       "profile",
		"mimir":          "metrics through Grafana",
		"loki":           "logs through Grafana",
		"tempo":          "traces through Grafana",
		"pyroscope":      "profiles through Grafana",
		"link logs":      "link trace to logs",
		"link profiles":  "link trace to profiles",
		"node":           "fresh kubelet metrics",
		"stale":          "fresh node metrics",
		"pod logs":       "fresh pod logs",
		"logs of a node": "fresh pod logs of each node",
		"target":         "targets up",
		"job":            "targets complete",
		"loss":           "loss loki_discarded_samples_total",
		"queue":          "queues",
		"receivers":      "alerts in Grafana",
		"watchdog":       "alerting: the watchdog arrives",
		"rules":          "rules: every group is evaluated",
	} {
		cases[broken] = []string{want}
	}
	return cases
}

func TestWhatIsOffIsSkipped(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, "").expectation()
	p.Metrics, p.Profiles, p.Alerts, p.Grafana = "", "", "", nil
	found := verify(t, p)
	assert.Empty(t, found.Failed())
	results := map[string]report.Check{}
	for _, check := range found.Checks {
		results[check.Name] = check
	}
	assert.Equal(t, report.OK, results["trace"].Result)
	for _, name := range []string{"metric", "exemplar", "span metrics", "targets up", "link trace to metrics"} {
		assert.Equal(t, report.Skipped, results[name].Result, name)
		assert.Equal(t, "the store of metrics is off", results[name].Remark, name)
	}
	assert.Equal(t, "the store of profiles is off", results["profile"].Remark)
	assert.Equal(t, "the Alertmanager is off", results["alerting: the watchdog arrives"].Remark)
	assert.Equal(t, "the Alertmanager is off", results["rules: every group is evaluated"].Remark)
	assert.NotContains(t, results, "metrics through Grafana")
}

func verify(t *testing.T, platform proof.Platform) report.Report {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	return Verifier{Platform: platform, Way: way{}, Poll: 20 * time.Millisecond}.Run(ctx)
}
