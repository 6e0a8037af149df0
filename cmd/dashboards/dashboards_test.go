package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/kalypsoServing/kalypso/cmd/dashboards/style"
)

// mostBytes is what a dashboard may have; Grafana and ConfigMaps take more.
const mostBytes = 200_000

func TestTheJSONIsWhatTheProgramMakes(t *testing.T) {
	files, err := written(manifests)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all() {
		want, err := encode(d)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(manifests, d.Path())
		if string(files[path]) != string(want) {
			t.Errorf("%s is not what the program makes: make dashboards", path)
		}
		if len(want) > mostBytes {
			t.Errorf("%s has %d bytes", path, len(want))
		}
		delete(files, path)
	}
	for path := range files {
		t.Errorf("%s is made by nothing", path)
	}
}

func TestEveryDashboardOfTheCatalogueIsMadeOnce(t *testing.T) {
	want, got := style.Names(), []string{}
	for _, d := range all() {
		got = append(got, d.Name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("made %v, and the catalogue has %v", got, want)
	}
}

// The library knows every field: what it reads strictly, Grafana reads.
func TestTheLibraryReadsWhatItWrote(t *testing.T) {
	plugins.RegisterDefaultPlugins()
	each(t, func(t *testing.T, d dashboard.Dashboard) {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		read := dashboard.NewDashboard()
		// The library's list of errors is no nil when it is empty.
		if err := read.UnmarshalJSONStrict(text); err != nil && err.Error() != "" {
			t.Fatal(err)
		}
	})
}

func TestDatasourcesAreTheFixedOnes(t *testing.T) {
	fixed := []string{"mimir", "loki", "tempo", "pyroscope", "alertmanager", "-- Grafana --", "grafana"}
	source := regexp.MustCompile(`"datasource":(\{[^}]*\}|"[^"]*"|[^{"])`)
	uid := regexp.MustCompile(`"uid":"([^"]*)"`)
	each(t, func(t *testing.T, d dashboard.Dashboard) {
		text, _ := json.Marshal(d)
		for _, found := range source.FindAllStringSubmatch(string(text), -1) {
			name := uid.FindStringSubmatch(found[1])
			if name == nil || !slices.Contains(fixed, name[1]) || !strings.Contains(found[1], `"type":`) {
				t.Errorf("%s is none that exists in every stack", found[0])
			}
		}
	})
}

func TestEveryDashboardHasTheLayersAndVariables(t *testing.T) {
	for _, d := range all() {
		built := d.Build()
		var layers, variables, shown []string
		for _, layer := range built.Annotations.List {
			layers = append(layers, layer.Name)
		}
		for _, v := range built.Templating.List {
			variables = append(variables, v.Name)
			if v.Hide == nil || *v.Hide == dashboard.VariableHideDontHide {
				shown = append(shown, v.Name)
			}
		}
		if !slices.Equal(layers, []string{"Deployments", "Rollouts", "Alerts"}) {
			t.Errorf("%s has the layers %v", d.Name, layers)
		}
		if len(variables) < 3 || !slices.Equal(variables[:3], []string{style.Cluster, style.Namespace, style.Workload}) {
			t.Errorf("%s has the variables %v", d.Name, variables)
		}
		text, _ := json.Marshal([]any{targets(built), built.Annotations})
		for _, name := range variables {
			if !slices.Contains(shown, name) && regexp.MustCompile(`\$\{?`+name+`\b`).Match(text) {
				t.Errorf("%s asks by the variable %s, which nobody sees", d.Name, name)
			}
		}
		text, _ = json.Marshal(built.Panels)
		for _, name := range shown {
			if !regexp.MustCompile(`\$\{?` + name + `\b`).Match(text) {
				t.Errorf("%s shows the variable %s, and asks nothing by it", d.Name, name)
			}
		}
		for _, used := range regexp.MustCompile(`\$\{?([a-z]\w*)`).FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(variables, used[1]) {
				t.Errorf("%s asks by the variable %s, which it does not have", d.Name, used[1])
			}
		}
	}
}

func targets(d dashboard.Dashboard) []any {
	var all []any
	for _, p := range d.Panels {
		if p.Panel != nil {
			all = append(all, p.Panel.Targets)
		}
	}
	return all
}

// each runs a test for every dashboard.
func each(t *testing.T, test func(*testing.T, dashboard.Dashboard)) {
	t.Helper()
	for _, d := range all() {
		t.Run(d.Name, func(t *testing.T) { test(t, d.Build()) })
	}
}
