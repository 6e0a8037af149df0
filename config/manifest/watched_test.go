package manifest_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

const (
	orders = `{"uid": "orders", "title": "Orders", "panels": []}`
	alert  = "groups: [{name: a, rules: [{alert: NoOrders, expr: orders < 1}]}]\n"
)

// watched is a directory with these files beside its namespace and its kustomization.
func watched(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{
		"manifests/shop/namespace.yaml":     {Data: []byte("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, annotations: {argocd.argoproj.io/sync-wave: \"1\"}}\n")},
		"manifests/shop/kustomization.yaml": {Data: []byte("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: shop\nresources: [namespace.yaml]\n")},
	}
	for name, text := range files {
		fsys["manifests/shop/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestWhatWatchesAComponentIsRead(t *testing.T) {
	all, err := manifest.Load(watched(map[string]string{
		"dashboards/Shop/orders.json": orders, "dashboards/b.json": strings.ReplaceAll(orders, "orders", "b"), "rules/a.yaml": alert,
		"log-rules/a.yml": "groups: [{name: a, rules: [{alert: Panics, expr: 'count_over_time({a=\"b\"}[1m]) > 0'}]}]", "runbooks/NoOrders.md": "# NoOrders\n",
	}), nil)
	require.NoError(t, err)
	shop := all[0]
	require.Len(t, shop.Dashboards, 2)
	assert.Equal(t, "Shop", shop.Dashboards[0].Folder)
	assert.Equal(t, "shop/dashboards/Shop/orders.json", shop.Dashboards[0].File)
	assert.Empty(t, shop.Dashboards[1].Folder)
	assert.Equal(t, "a.yaml", shop.Rules[0].Name)
	assert.Equal(t, "Panics", shop.LogRules[0].Groups[0].Rules[0].Alert)
	assert.Equal(t, map[string]string{"NoOrders": "# NoOrders\n"}, shop.Runbooks)
}

func TestWrongFilesThatWatchAreNamedWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"PromQL":           {map[string]string{"rules/a.yaml": strings.Replace(alert, "orders < 1", "orders <", 1)}, "manifests/shop/rules/a.yaml: line 1: expr: 1:"},
		"LogQL":            {map[string]string{"log-rules/a.yaml": alert}, "manifests/shop/log-rules/a.yaml: line 1: expr: gives lines, no numbers"},
		"YAML":             {map[string]string{"rules/a.yaml": "groups:\n\t- x\n"}, "manifests/shop/rules/a.yaml: line 2: found character that cannot start any token"},
		"JSON":             {map[string]string{"dashboards/a.json": "{\n\n\"uid\" 1}"}, "manifests/shop/dashboards/a.json: line 3: invalid character '1'"},
		"one uid":          {map[string]string{"dashboards/A/a.json": orders, "dashboards/b.json": orders}, "manifests/shop/dashboards/b.json: uid: dashboard orders is claimed already by manifests/shop/dashboards/A/a.json: uid"},
		"too deep":         {map[string]string{"dashboards/A/B/a.json": orders}, "manifests/shop/dashboards/A/B/a.json: want dashboards/<folder>/<name>.json"},
		"another ending":   {map[string]string{"dashboards/a.jsn": orders}, "manifests/shop/dashboards/a.jsn: want files that end in .json here"},
		"rules too deep":   {map[string]string{"rules/a/a.yaml": alert}, "manifests/shop/rules/a/a.yaml: want rules/<subject>.yaml"},
		"a lonely runbook": {map[string]string{"rules/a.yaml": alert, "runbooks/NoOrder.md": "x"}, "manifests/shop/runbooks/NoOrder.md: no alert of this component is called NoOrder, did you mean NoOrders"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := manifest.Load(watched(c.files), nil)
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "\n", "one mistake, one line")
		})
	}
}

func TestAResourceOfTheKustomizationIsNoRuleFile(t *testing.T) {
	fsys := watched(map[string]string{"rules/prometheusrule.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"})
	fsys["manifests/shop/kustomization.yaml"].Data = []byte("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: shop\nresources: [namespace.yaml, rules/prometheusrule.yaml]\n")
	all, err := manifest.Load(fsys, nil)
	require.NoError(t, err)
	assert.Empty(t, all[0].Rules)
	assert.Len(t, all[0].Objects, 1)
}
