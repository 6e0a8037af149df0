package checks

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// alerts answers for the Alertmanager.
func (p *platform) alerts(r *http.Request) any {
	if r.URL.Query().Get("filter") != `alertname="Watchdog"` {
		return nil
	}
	watchdog := object{"labels": object{"alertname": "Watchdog"}, "startsAt": "2026-01-02T03:04:05Z"}
	return p.unless("watchdog", list{watchdog}, list{})
}

// rules answers for Mimir's ruler.
func (p *platform) rules(*http.Request) any {
	group := object{"name": "nodes", "interval": 60, "lastEvaluation": time.Now(), "rules": list{object{"name": "NodeGone", "health": "ok"}}}
	return object{"data": object{"groups": p.unless("rules", list{group}, list{})}}
}

func TestRulesAreJudged(t *testing.T) {
	now := time.Now()
	group := func(age time.Duration, rules ...stores.Rule) stores.RuleGroup {
		return stores.RuleGroup{Name: "nodes", Interval: 60, LastEvaluation: now.Add(-age), Rules: rules}
	}
	never := stores.RuleGroup{Name: "new", Rules: []stores.Rule{{Name: "N", Health: "unknown"}}}
	well := stores.Rule{Name: "A", Health: "ok"}
	bad := stores.Rule{Name: "B", Health: "err", LastError: "many-to-many matching"}
	for name, c := range map[string]struct {
		groups       []stores.RuleGroup
		remark, fail string
	}{
		"well":                 {[]stores.RuleGroup{group(time.Minute, well, well)}, "1 groups, 2 rules", ""},
		"one is new":           {[]stores.RuleGroup{group(time.Minute, well), never}, "2 groups, 2 rules; 1 groups not yet", ""},
		"all are new":          {[]stores.RuleGroup{never}, "", "none of 1 groups has been evaluated yet"},
		"an error":             {[]stores.RuleGroup{group(time.Minute, well, bad)}, "", "B: many-to-many matching"},
		"more than three":      {[]stores.RuleGroup{group(time.Minute, bad, bad, bad, bad)}, "", "4 rules or groups: B: many-to-many matching"},
		"stands still":         {[]stores.RuleGroup{group(10*time.Minute, well)}, "", "group nodes: evaluated 10m0s ago, want every 60 s"},
		"late, but not by far": {[]stores.RuleGroup{group(4*time.Minute, well)}, "1 groups, 1 rules", ""},
	} {
		remark, err := judge(c.groups, now)
		assert.Equal(t, c.remark, remark, name)
		if c.fail == "" {
			assert.NoError(t, err, name)
		} else {
			assert.ErrorContains(t, err, c.fail, name)
		}
	}
}
