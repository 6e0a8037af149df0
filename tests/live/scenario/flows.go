package scenario

import (
	"context"
	"fmt"

	"github.com/kalypsoServing/kalypso/tests/live/flows"
)

// isolation tries the NetworkPolicies of the platform from inside of its pods: on a node of this machine.
func (s *Suite) isolation() []step {
	switch {
	case !s.source.Real:
		return nil
	case s.machine == nil:
		s.Note("not run live: the flows of NetworkPolicies: pods' networks are entered on a node of this machine alone")
		return nil
	}
	return []step{{"promised flows connect, forbidden ones do not", s.tryFlows}}
}

func (s *Suite) tryFlows(ctx context.Context) (string, error) {
	if lacking := s.machine.Enforces(ctx); lacking != nil {
		s.Note("not run live: the flows of NetworkPolicies: %v", lacking)
		return "not enforced by this kernel", nil
	}
	trial := flows.Trial{Client: s.target.Client, Namespaces: namespaces(s.parts)}
	results, err := trial.Run(ctx)
	s.Note("\nflows of NetworkPolicies:\n%s", flows.Table(results))
	count := map[bool]int{}
	untried := 0
	for _, r := range results {
		if r.Found == flows.Untried {
			untried++
		} else {
			count[r.Allowed]++
		}
	}
	return fmt.Sprintf("%d promised, %d forbidden, and these connect with the policies opened; %d not tried, as an end does not run",
		count[true], count[false], untried), err
}
