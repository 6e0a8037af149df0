// Package grafana is the one place to look at metrics, traces, logs and profiles: Grafana with a datasource for each
// backend that exists, and a way from every signal to the others.
//
// It needs nothing to start: a datasource whose backend is down answers with an error until it is up.
package grafana

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/credential"
	"github.com/kalypsoServing/kalypso/config/manifest"
	"github.com/kalypsoServing/kalypso/config/sizing"
)

// AdminUser is the name of Grafana's administrator.
const AdminUser = "admin"

// AdminSecret is the Secret, in Grafana's namespace, that holds the administrator's name and password.
const AdminSecret = "grafana"

// The keys of AdminSecret.
const (
	AdminUserEntry     = "admin-user"
	AdminPasswordEntry = "admin-password"
)

// release is the release name that manifests/grafana lists.
const release = "grafana"

// Args is what the configuration decides.
type Args struct {
	kit.Spec
	Sizing sizing.Grafana
	// Admin is the administrator's password.
	Admin credential.Secret
	// Dashboards are what it shows.
	Dashboards []manifest.Dashboard
	// Fingerprint is that of the password; it is not secret, and changes when the password does.
	Fingerprint string
}

// Deps is what other components offer. A backend that is "" gets no datasource, and no other datasource leads to it.
type Deps struct {
	Metrics  kit.PromQuery
	Traces   kit.TempoQuery
	Logs     kit.LokiQuery
	Profiles kit.PyroscopeQuery
	// Alerts is where alerts and silences are seen.
	Alerts kit.Alertmanager
}

// Grafana is the component.
type Grafana struct{ kit.Component }

// New creates the Namespace, the administrator's Secret and the Release.
func New(ctx *pulumi.Context, args Args, deps Deps, opts ...pulumi.ResourceOption) (*Grafana, error) {
	made := &Grafana{}
	if err := made.Start(ctx, args.Spec, opts...); err != nil {
		return nil, err
	}
	// The chart would make a Secret of the same name, but not when it is told of an existing one (see Protected).
	err := made.Secret(AdminSecret, map[string]credential.Secret{
		AdminUserEntry:     credential.NewSecret(AdminUser),
		AdminPasswordEntry: args.Admin,
	})
	if err != nil {
		return nil, err
	}
	for _, folder := range configMaps(args.Dashboards, args.Namespace.Name) {
		if _, err := made.Support(folder); err != nil {
			return nil, err
		}
	}
	if _, err := made.Release(release, values(args, deps)); err != nil {
		return nil, err
	}
	return made, made.Finish(pulumi.Map{"url": pulumi.String(Addresses(args.Component, args.Settings.Domain).URL(""))})
}

// Addresses returns where Grafana's web interface and HTTP API will be, from the same pin as its Release.
func Addresses(pin manifest.Component, domain string) kit.Service {
	return kit.ServiceOf(pin, domain, "", port)
}
