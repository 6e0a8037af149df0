package stacks

import (
	"context"

	"github.com/kalypsoServing/kalypso/components/cluster/diagnosis"
	"github.com/kalypsoServing/kalypso/components/kit"
)

// evidence is how a failing release says why: nil where the cluster did not answer when the program began.
func (p Plan) evidence() kit.Evidence {
	client := p.Answer.API
	if !client.Connected() {
		return nil
	}
	return func(ctx context.Context, namespace, release string) (reasons []string, over bool) {
		reasons = diagnosis.Ask(ctx, client, namespace)
		// Asked last: what was seen while the release was being undone does not count.
		return reasons, release != "" && diagnosis.Over(ctx, client, namespace, release)
	}
}
