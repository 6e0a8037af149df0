package charts

import (
	"bytes"
	"fmt"
	"strings"
)

// Hooks reports whether a chart below the project has hooks of Helm among its templates, tests not counted.
func (s Supply) Hooks(chart string) (bool, error) {
	found := false
	err := eachFile(s.at(chart), func(name string, text func() ([]byte, error)) error {
		if found || !strings.Contains(name, "/templates/") || strings.Contains(name, "/templates/tests/") {
			return nil
		}
		template, err := text()
		found = bytes.Contains(template, []byte("helm.sh/hook"))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("reading chart %s: %w", chart, err)
	}
	return found, nil
}
