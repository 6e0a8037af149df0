package checks

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// grafana reads each signal through Grafana's datasource, as a dashboard does.
func (a *attempt) grafana(arrived arrivals) {
	g := a.Platform.Grafana
	if g == nil {
		return
	}
	login := sync.OnceValues(func() (stores.Grafana, error) { return a.login(*g) })
	a.provisioned(*g, login)
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

// login is Grafana with its administrator's password.
func (a *attempt) login(g proof.Grafana) (stores.Grafana, error) {
	api := stores.NewAPI(a.Way, g.URL)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var err error
	api.User, api.Password, err = a.Way.Login(ctx, g)
	return stores.Grafana{API: api}, err
}

// provisioned asks whether Grafana has what the platform gives it: dashboards in their folders, ways between signals, receivers.
func (a *attempt) provisioned(g proof.Grafana, login func() (stores.Grafana, error)) {
	asked := func(ask func(context.Context, stores.Grafana) (string, error)) func(context.Context) (string, error) {
		return func(ctx context.Context) (string, error) {
			grafana, err := login()
			if err != nil {
				return "", err
			}
			return ask(ctx, grafana)
		}
	}
	patience := time.Minute // the sidecar brings dashboards one after the other
	if len(g.Dashboards) > 0 {
		a.add(check{name: "dashboards in Grafana", patience: patience, remedy: "kubectl -n " + g.Namespace + " logs deploy/grafana -c grafana-sc-dashboard",
			ask: asked(func(ctx context.Context, grafana stores.Grafana) (string, error) {
				return grafana.Shows(ctx, g.Dashboards)
			})})
	}
	if g.Correlations > 0 {
		a.add(check{name: "correlations in Grafana", patience: patience, remedy: "kubectl -n " + g.Namespace + " logs deploy/grafana -c grafana",
			ask: asked(func(ctx context.Context, grafana stores.Grafana) (string, error) {
				return grafana.Correlates(ctx, g.Correlations)
			})})
	}
	if a.Platform.Alerts != "" {
		a.add(check{name: "alerts in Grafana", patience: patience, remedy: "kubectl -n mimir logs mimir-alertmanager-0",
			ask: asked(func(ctx context.Context, grafana stores.Grafana) (string, error) {
				return grafana.Tells(ctx, a.Platform.Contacts)
			})})
	}
}
