package checks

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
)

// grafana reads each signal through Grafana's datasource, as a dashboard does.
func (a *attempt) grafana(arrived arrivals) {
	g := a.Platform.Grafana
	if g == nil {
		return
	}
	login := sync.OnceValues(func() (stores.Grafana, error) {
		api := stores.NewAPI(a.Way, g.URL)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		var err error
		api.User, api.Password, err = a.Way.Login(ctx, *g)
		return stores.Grafana{API: api}, err
	})
	for _, one := range []struct {
		signal string
		direct *check
		read   reading
	}{
		{"metrics", arrived.metric, a.readMetric},
		{"logs", arrived.log, a.readLog},
		{"traces", arrived.trace, a.readTrace},
		{"profiles", arrived.profile, a.readProfile},
	} {
		uid := g.Datasources[one.signal]
		if uid == "" {
			continue
		}
		a.add(check{
			name: one.signal + " through Grafana", after: []*check{one.direct},
			goal: 5 * time.Second, patience: 20 * time.Second, remedy: grafanaRemedy(*g, uid),
			ask: func(ctx context.Context) (string, error) {
				grafana, err := login()
				if err != nil {
					return "", err
				}
				if err := grafana.Health(ctx, uid); err != nil {
					return "", err
				}
				return fmt.Sprintf("datasource %s", uid), one.read(ctx, grafana.Through(uid))
			},
		})
	}
}
