package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// asked is what the program asks of the provider for a release.
type asked struct {
	Name, Namespace, Chart string
	Values                 map[string]any
	Postrender             string
}

// postRenderer is the program that the release's output goes through, in the program's directory; "" for none.
func (a asked) postRenderer(dir string) string {
	if a.Postrender == "" {
		return ""
	}
	return filepath.Join(dir, a.Postrender)
}

// AsAsked compares every release of a state with Helm's record of it: the values with those that the program has asked for,
// the manifest with what the chart, below dir, renders from them. A provider may drop or add something on the way, and nothing else would
// show it. It returns how many releases there are, and all differences.
func AsAsked(ctx context.Context, client *kube.Client, state []apitype.ResourceV3, dir string) (releases int, err error) {
	var problems []error
	for _, resource := range state {
		if resource.Type != pulumi.ReleaseType {
			continue
		}
		releases++
		release, err := askedFor(resource)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		found, err := records.Read(ctx, client, release.Namespace)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		problems = append(problems, compareValues(release, found[release.Name]), compareManifest(release, found[release.Name], dir, volumeOf(ctx, client, release.Namespace)))
	}
	if releases == 0 {
		problems = append(problems, errors.New("the state holds no Helm release"))
	}
	return releases, errors.Join(problems...)
}

func askedFor(resource apitype.ResourceV3) (asked, error) {
	var release asked
	text, err := json.Marshal(resource.Inputs)
	if err == nil {
		err = json.Unmarshal(text, &release)
	}
	if err != nil {
		return release, fmt.Errorf("reading %s in the state: %w", resource.URN.Name(), err)
	}
	return release, nil
}

func compareValues(release asked, record records.Record) error {
	if len(release.Values)+len(record.Config) == 0 {
		return nil // no values are none, however they are written
	}
	if diff := difference(release.Values, record.Config); diff != "" {
		return fmt.Errorf("release %s: the values that Helm got (+) are not those that the program asked for (-):\n%s", release.Name, diff)
	}
	return nil
}

// compareManifest leaves out what Helm keeps elsewhere: hooks, and the definitions in a chart's crds/.
func compareManifest(release asked, record records.Record, dir string, volume func(claim string) (string, error)) error {
	rendered, err := render.Objects(render.Release{
		Name: release.Name, Namespace: release.Namespace, Archive: filepath.Join(dir, release.Chart), Values: release.Values,
		PostRenderer: release.postRenderer(dir),
	}, render.KubeVersion)
	if err != nil {
		return err
	}
	installed, err := render.Parse(map[string]string{"manifest.yaml": record.Manifest})
	if err != nil {
		return err
	}
	want, got := byID(rendered), byID(installed)
	if err := lookedUp(got, want, volume); err != nil {
		return fmt.Errorf("release %s: %w", release.Name, err)
	}
	if diff := difference(want, got); diff != "" {
		return fmt.Errorf("release %s: what Helm has installed (+) is not what the chart renders from the values (-):\n%s", release.Name, diff)
	}
	return nil
}

// difference is empty where both are the same.
func difference(want, got map[string]any) string { return cmp.Diff(want, got) }

func byID(objects []render.Object) map[string]any {
	all := map[string]any{}
	for _, o := range objects {
		if o.Hook() == "" && o.Kind() != "CustomResourceDefinition" {
			all[o.ID()] = masked(map[string]any(o))
		}
	}
	return all
}

// masked hides what a chart makes anew at each rendering: keys, certificates, passwords, and the checksums of those.
func masked(value any) any {
	switch v := value.(type) {
	case map[string]any:
		copied := map[string]any{}
		for key, inner := range v {
			switch {
			case key == "caBundle", strings.HasPrefix(key, "checksum/"), v["kind"] == "Secret" && (key == "data" || key == "stringData"):
				inner = "..."
			}
			copied[key] = masked(inner)
		}
		return copied
	case []any:
		var copied []any
		for _, inner := range v {
			copied = append(copied, masked(inner))
		}
		return copied
	}
	return value
}
