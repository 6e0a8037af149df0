package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v3/pkg/chartutil"
	"sigs.k8s.io/yaml"

	"github.com/kalypsoServing/kalypso/config/manifest"
)

// profiles are the value sets a chart is probed and rendered with: those in probes/<chart>.yaml, and the first of them
// (or nothing) with our own values on top.
func profiles(directory string, c manifest.Chart) ([]map[string]any, error) {
	var sets []map[string]any
	data, err := os.ReadFile(filepath.Join(directory, c.Name+".yaml"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("reading the probe values: %w", err)
	}
	for _, document := range strings.Split(string(data), "\n---\n") {
		values := map[string]any{}
		if err := yaml.UnmarshalStrict([]byte(document), &values); err != nil {
			return nil, fmt.Errorf("reading the probe values of %s: %w", c.Name, err)
		}
		if len(values) > 0 {
			sets = append(sets, values)
		}
	}
	own := map[string]any{}
	if len(sets) > 0 {
		own = chartutil.MergeTables(own, sets[0])
	}
	own = chartutil.MergeTables(deepCopy(c.Values), own)
	return append(sets, own), nil
}

// deepCopy copies nested maps, for Helm's merge writes into them.
func deepCopy(values map[string]any) map[string]any {
	copied := make(map[string]any, len(values))
	for name, v := range values {
		if m, ok := v.(map[string]any); ok {
			v = deepCopy(m)
		}
		copied[name] = v
	}
	return copied
}
