package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/cluster"
	"github.com/kalypsoServing/kalypso/components/kit/recorder"
	"github.com/kalypsoServing/kalypso/config"
	"github.com/kalypsoServing/kalypso/config/charts"
	"github.com/kalypsoServing/kalypso/config/strict"
	"github.com/kalypsoServing/kalypso/stacks"
	keysOf "github.com/kalypsoServing/kalypso/tests/lab/charts/keys"
	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// trial is one file of values.
type trial struct {
	project, archives string
	place             place
	values            map[string]any
}

// judged is a key with its verdict.
type judged struct {
	path, why string
	verdict   verdict
}

// judge takes out what the program refuses until it takes the rest, and renders that with and without each key.
func (t trial) judge() []judged {
	var all []judged
	values := render.Copy(t.values)
	for {
		final, logs, err := t.deployed(values)
		if err == nil {
			return append(all, t.effects(values, final, logs)...)
		}
		before := len(all)
		for _, line := range strings.Split(err.Error(), "\n") {
			_, inside, ours := strings.Cut(line, t.place.key()+".")
			path, why, _ := strings.Cut(inside, ": ")
			keys := split(path)
			if ours && remove(values, keys) {
				all = append(all, judged{path, why, refused})
			}
		}
		if len(all) == before {
			return append(all, judged{"", err.Error(), unrendered})
		}
	}
}

// effects judges what is left.
func (t trial) effects(values map[string]any, final map[string]any, logs []string) []judged {
	var all []judged
	plain, _, err := t.deployed(nil)
	if err != nil {
		return []judged{{"", err.Error(), unrendered}}
	}
	with, err := t.render(final)
	if err != nil {
		return []judged{{"", err.Error(), unrendered}}
	}
	for _, path := range leaves("", values) {
		if path == "" { // nothing is left
			continue
		}
		if warning := said(logs, t.place.key()+"."+charts.Path(split(path))); warning != "" {
			all = append(all, judged{path, warning, warned})
			continue
		}
		all = append(all, judged{path, "", t.effect(split(path), values, final, plain, with)})
	}
	return all
}

// effect judges one key that the program took without a word: with is what the chart renders from final.
func (t trial) effect(keys []string, values, final, plain map[string]any, with []render.Object) verdict {
	without := render.Copy(final)
	remove(without, keys)
	if before, there := render.At[any](plain, keys...); there {
		set(without, keys, before)
	}
	value, _ := render.At[any](values, keys...)
	switch {
	case t.renders(without, with):
		return effective
	case t.byDefault(keys, values, plain) || t.looksAt(keys, final, value, with):
		return asIs
	case t.alone(keys, plain, value):
		return covered
	}
	return silent
}

// renders reports whether the chart makes something else of these values, or nothing.
func (t trial) renders(values map[string]any, than []render.Object) bool {
	rendered, err := t.render(values)
	return err != nil || !reflect.DeepEqual(than, rendered)
}

// looksAt reports whether another value there would change what is rendered: then the chart's templates say what the file says.
func (t trial) looksAt(keys []string, final map[string]any, value any, with []render.Object) bool {
	other := render.Copy(final)
	set(other, keys, another(value))
	return t.renders(other, with)
}

// alone reports whether the key has an effect without the other keys of its file: then one of these takes its place.
func (t trial) alone(keys []string, plain map[string]any, value any) bool {
	before, err := t.render(plain)
	if err != nil {
		return false
	}
	with := render.Copy(plain)
	set(with, keys, value)
	return t.renders(with, before)
}

// deployed is what the program gives the release with these overrides.
func (t trial) deployed(values map[string]any) (final map[string]any, logs []string, err error) {
	overrides := values
	if strings.HasSuffix(t.place.key(), "."+t.place.release) {
		overrides = map[string]any{t.place.release: values}
	}
	component := map[string]any{"values": overrides}
	if values == nil {
		component = map[string]any{}
	}
	components, err := json.Marshal(map[string]any{t.place.component: component})
	if err != nil {
		return nil, nil, err
	}
	settings, err := json.Marshal(map[string]string{"kalypso:rootSecret": strings.Repeat("x", 40), "kalypso:charts": t.archives,
		"kalypso:ebpf": "unchecked", "kalypso:components": string(components)})
	if err != nil {
		return nil, nil, err
	}
	for variable, text := range map[string]string{"PULUMI_CONFIG": string(settings), "PULUMI_CONFIG_SECRET_KEYS": `["kalypso:rootSecret"]`} {
		if err := os.Setenv(variable, text); err != nil {
			return nil, nil, err
		}
	}
	recent := func(context.Context, config.Cluster) (cluster.Answer, error) {
		return cluster.Answer{Version: cluster.Version{Major: 1, Minor: 34}}, nil
	}
	recorded, err := recorder.Run(false, stacks.Program{Dir: t.project, Ask: recent}.Run)
	if err != nil {
		return nil, nil, err
	}
	for _, resource := range recorded.Resources {
		if resource.GetType() == render.ReleaseType && resource.GetName() == t.place.release {
			final, _ = resource.Plain()["values"].(map[string]any)
		}
	}
	return final, recorded.Logs, nil
}

func (t trial) render(values map[string]any) ([]render.Object, error) {
	archive, err := t.archive()
	if err != nil {
		return nil, err
	}
	// Many files are for clusters with the Prometheus operator, and charts ask for its definitions.
	const operator = "monitoring.coreos.com/v1"
	return render.Objects(render.Release{Name: t.place.release, Namespace: t.place.component, Archive: archive, Values: values,
		APIVersions: []string{operator, operator + "/ServiceMonitor", operator + "/PodMonitor", operator + "/PrometheusRule"}}, render.KubeVersion)
}

func (t trial) archive() (string, error) {
	chart := ""
	for name, place := range places() {
		if place == t.place {
			chart = name
		}
	}
	found, err := filepath.Glob(filepath.Join(t.archives, chart+"-[0-9v]*.tgz"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("%d archives of %s in %s", len(found), chart, t.archives)
	}
	return found[0], nil
}

// byDefault reports whether the value is what the chart has anyway, or the program, whose plain values are given.
func (t trial) byDefault(keys []string, values, plain map[string]any) bool {
	archive, err := t.archive()
	if err != nil {
		return false
	}
	chart, err := render.Load(archive)
	if err != nil {
		return false
	}
	value, _ := render.At[any](values, keys...)
	istio, _ := chart.Values[keysOf.IstioDefaults].(map[string]any)
	for _, own := range []map[string]any{chart.Values, istio} {
		if found, there := render.At[any](own, keys...); there && fmt.Sprint(found) == fmt.Sprint(value) {
			return true
		}
	}
	found, there := render.At[any](plain, keys...)
	return there && fmt.Sprint(found) == fmt.Sprint(value) || empty(value)
}

// empty values say nothing where a chart has none.
func empty(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return value == nil || value == "" || value == false
}

// said is what the program has said of a key, or of a place above it; "" for nothing.
func said(logs []string, key string) string {
	for _, line := range logs {
		place, why, idle := strings.Cut(line[max(0, strings.Index(line, "kalypso:")):], ": does nothing: ")
		if idle && (key == place || strings.HasPrefix(key, place+".")) {
			return why
		}
	}
	return ""
}

func leaves(path string, value any) []string {
	inner, isMap := value.(map[string]any)
	if !isMap || len(inner) == 0 {
		return []string{path}
	}
	var all []string
	for _, key := range slices.Sorted(maps.Keys(inner)) {
		all = append(all, leaves(strict.Join(path, key), inner[key])...)
	}
	return all
}
