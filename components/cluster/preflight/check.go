package preflight

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// check is one question to facts. judge returns what is wrong, and what there is where nothing is.
type check struct {
	name  string
	needs []Question
	judge func(Plan, Facts) (wrong []Finding, fine string)
}

func checks() []check {
	return []check{
		{"distribution", []Question{apiServices}, checkOpenShift},
		{"rights", []Question{rights}, checkRights},
		{"namespaces", []Question{namespaces, pods, claims}, checkNamespaces},
		{"owners", []Question{owned}, checkOwners},
		{"storage", []Question{storageClasses}, checkStorage},
		{"DNS", []Question{services}, checkDNS},
		{"room", []Question{nodes, pods}, checkRoom},
		{"nodes", []Question{nodes}, checkNodes},
		{"admission", []Question{namespaces, privilegedPod}, checkAdmission},
		{"quotas", []Question{quotas, limits}, checkQuotas},
		{"network policy", []Question{daemonSets, nodes}, checkNetwork},
		{"data", []Question{namespaces, claims}, checkData},
		{"volumes", []Question{statefulSets, claims, storageClasses}, checkVolumes},
		{"upgrade", []Question{statefulSets}, checkUpgrade},
		{"clocks", []Question{clock, leases}, checkClock},
		{"API services", []Question{apiServices}, checkAPIServices},
	}
}

// Judge compares facts with a plan, and returns at least one finding for each check. Where a question has no answer, one
// finding says so for all checks that need it.
func Judge(plan Plan, facts Facts) []Finding {
	var findings []Finding
	unchecked := map[string][]string{} // the checks, by reason
	for _, c := range checks() {
		if reason := facts.failure(c.needs); reason != "" {
			unchecked[reason] = append(unchecked[reason], c.name)
			continue
		}
		wrong, fine := c.judge(plan, facts)
		for _, finding := range wrong {
			finding.Check = c.name
			findings = append(findings, finding)
		}
		if len(wrong) == 0 {
			findings = append(findings, Finding{Check: c.name, Level: OK, Found: fine})
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(unchecked)) {
		findings = append(findings, Finding{
			Check: "not checked", Level: Warning, Key: "kalypso:cluster.context",
			Found:  fmt.Sprintf("%s: %s", strings.Join(unchecked[reason], ", "), reason),
			Remedy: "name a context of an account that may read the whole cluster, or look there yourself",
		})
	}
	return findings
}

// failure says why one of the questions has no answer; "" if all have.
func (f Facts) failure(questions []Question) string {
	for _, q := range questions {
		if err := f.Failed[q]; err != nil {
			return fmt.Sprintf("asking for %s: %v", q, err)
		}
	}
	return ""
}
