// Package promise checks against an API server that the platform keeps what was promised.
package promise

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/kalypsoServing/kalypso/stacks/stackstest/promised"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/pinned"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// check is one promise and how to see whether it is kept.
type check struct {
	promise string
	kept    func(context.Context, *kube.Client) error
}

// Check looks at every promise and returns how many are kept, and all that are not. The versions are those that the project's
// manifests pin.
func Check(ctx context.Context, client *kube.Client, project string) (kept int, err error) {
	charts, err := pinned.Charts(project)
	if err != nil {
		return 0, err
	}
	versions := map[string]string{}
	for _, c := range charts {
		versions[c.Release] = c.Version
	}
	var broken []error
	for _, c := range checks(versions) {
		if err := c.kept(ctx, client); err != nil {
			broken = append(broken, fmt.Errorf("%s: %w", c.promise, err))
			continue
		}
		kept++
	}
	return kept, errors.Join(broken...)
}

func checks(versions map[string]string) []check {
	var all []check
	for _, r := range promised.Releases() {
		version := versions[r.Name]
		all = append(all, check{fmt.Sprintf("release %s is %s %s in %s", r.Name, r.Chart, version, r.Namespace), deployed(r, version)})
	}
	for _, a := range promised.Addresses() {
		all = append(all, check{fmt.Sprintf("%s.%s listens on %d", a.Service, a.Namespace, a.Port), offered(a)})
	}
	return append(all,
		check{"Grafana's administrator has a password", passwordSet},
		check{"Grafana reads from the promised addresses", datasources},
		check{"MinIO makes the four buckets", buckets},
		check{"one standalone MinIO", oneMinIO},
		check{"no Kafka in Mimir", absent("mimir", "kafka")},
		check{"no Alloy in Pyroscope", absent("pyroscope", "alloy")},
		check{"every pod is running", running},
	)
}

func deployed(r promised.Release, version string) func(context.Context, *kube.Client) error {
	return func(ctx context.Context, client *kube.Client) error {
		found, err := records.Read(ctx, client, r.Namespace)
		if err != nil {
			return err
		}
		record, ok := found[r.Name]
		if !ok {
			return errors.New("there is no such release")
		}
		meta := record.Chart.Metadata
		if meta.Name != r.Chart || meta.Version != version || record.Info.Status != "deployed" {
			return fmt.Errorf("found %s %s, status %s", meta.Name, meta.Version, record.Info.Status)
		}
		return nil
	}
}

func offered(a promised.Address) func(context.Context, *kube.Client) error {
	return func(ctx context.Context, client *kube.Client) error {
		var service struct {
			Spec struct{ Ports []struct{ Port int } }
		}
		if err := client.Get(ctx, fmt.Sprintf("/api/v1/namespaces/%s/services/%s", a.Namespace, a.Service), &service); err != nil {
			return err
		}
		for _, port := range service.Spec.Ports {
			if port.Port == a.Port {
				return nil
			}
		}
		return fmt.Errorf("its ports are %v", service.Spec.Ports)
	}
}

func passwordSet(ctx context.Context, client *kube.Client) error {
	var secret struct{ Data map[string]string }
	if err := client.Get(ctx, "/api/v1/namespaces/grafana/secrets/grafana", &secret); err != nil {
		return err
	}
	password, err := base64.StdEncoding.DecodeString(secret.Data["admin-password"])
	if err != nil || len(password) < 16 {
		return fmt.Errorf("admin-password has %d characters (%w)", len(password), err)
	}
	return nil
}

// datasources are in a ConfigMap of Grafana's namespace, whatever the chart calls it.
func datasources(ctx context.Context, client *kube.Client) error {
	text, err := configMaps(ctx, client, "grafana")
	if err != nil {
		return err
	}
	var missing []error
	for _, a := range promised.Addresses()[1:] { // MinIO is no datasource
		host := a.Service + "." + a.Namespace
		if !strings.Contains(text, host) {
			missing = append(missing, errors.New("no datasource at "+host))
		}
	}
	return errors.Join(missing...)
}

// buckets are named in the script that MinIO's job runs, which is in a ConfigMap.
func buckets(ctx context.Context, client *kube.Client) error {
	text, err := configMaps(ctx, client, "minio")
	if err != nil {
		return err
	}
	var missing []error
	for _, bucket := range promised.Buckets() {
		if !strings.Contains(text, bucket) {
			missing = append(missing, errors.New("no job makes "+bucket))
		}
	}
	return errors.Join(missing...)
}

func configMaps(ctx context.Context, client *kube.Client, namespace string) (string, error) {
	var maps struct {
		Items []struct{ Data map[string]string }
	}
	if err := client.Get(ctx, "/api/v1/namespaces/"+namespace+"/configmaps", &maps); err != nil {
		return "", err
	}
	var all strings.Builder
	for _, item := range maps.Items {
		for _, text := range item.Data {
			all.WriteString(text)
		}
	}
	return all.String(), nil
}
