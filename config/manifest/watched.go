package manifest

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/dashboards"
	"github.com/kalypsoServing/kalypso/config/rules"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// The directories of what watches a component.
const (
	dashboardsDir = "dashboards"
	rulesDir      = "rules"
	logRulesDir   = "log-rules"
	runbooksDir   = "runbooks"
)

// watched reads what watches a component: its dashboards and its rules. What the kustomization names as a resource is none of them.
func (d *directory) watched(c *Component) {
	for _, file := range d.files(dashboardsDir, ".json") {
		c.Dashboards = append(c.Dashboards, d.dashboard(file))
	}
	c.Rules = d.rules(rulesDir, rules.PromQL)
	c.LogRules = d.rules(logRulesDir, rules.LogQL)
	for _, file := range d.files(runbooksDir, ".md") {
		if c.Runbooks == nil {
			c.Runbooks = map[string]string{}
		}
		c.Runbooks[strings.TrimSuffix(path.Base(file), ".md")] = string(d.text(file))
	}
	d.unused(c)
}

// files lists the files below a directory of the component, sorted; one that ends in another way is reported.
func (d *directory) files(dir string, ends ...string) []string {
	var all []string
	err := fs.WalkDir(d.fsys, d.in(dir), func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		file := strings.TrimPrefix(at, d.in("")+"/")
		switch {
		case d.named[file]:
		case !slices.Contains(ends, path.Ext(file)):
			d.report(file, "", "want files that end in %s here", strings.Join(ends, " or "))
		default:
			all = append(all, file)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.report(dir, "", "reading: %v", err)
	}
	return all
}

func (d *directory) text(file string) []byte {
	text, err := fs.ReadFile(d.fsys, d.in(file))
	if err != nil {
		d.report(file, "", "reading: %v", err)
	}
	return text
}

func (d *directory) dashboard(file string) Dashboard {
	read, problems := dashboards.Parse(d.text(file))
	for _, problem := range problems {
		d.report(file, "", "%v", problem)
	}
	folder := strings.TrimPrefix(path.Dir(file), dashboardsDir)
	if strings.Count(folder, "/") > 1 {
		d.report(file, "", "want %s/<folder>/<name>.json: Grafana's folders are one deep here", dashboardsDir)
	}
	return Dashboard{Dashboard: read, Folder: strings.TrimPrefix(folder, "/"), File: path.Join(d.name, file)}
}

func (d *directory) rules(dir string, language rules.Language) []RuleFile {
	var all []RuleFile
	for _, file := range d.files(dir, ".yaml", ".yml") {
		read, problems := rules.Parse(d.text(file), language)
		for _, problem := range problems {
			d.report(file, "", "%v", problem)
		}
		if strings.Count(file, "/") > 1 {
			d.report(file, "", "want %s/<subject>.yaml, without a further directory", dir)
		}
		all = append(all, RuleFile{File: read, Name: path.Base(file)})
	}
	return all
}

// unused reports runbooks of alerts that are not there.
func (d *directory) unused(c *Component) {
	var alerts []string
	for _, file := range slices.Concat(c.Rules, c.LogRules) {
		for _, group := range file.Groups {
			for _, rule := range group.Rules {
				alerts = append(alerts, rule.Alert)
			}
		}
	}
	if len(d.problems) > 0 {
		return // the alert may stand in what could not be read
	}
	for _, name := range slices.Sorted(maps.Keys(c.Runbooks)) {
		if !slices.Contains(alerts, name) {
			d.report(path.Join(runbooksDir, name+".md"), "", "no alert of this component is called %s%s", name, strict.Hint(name, alerts))
		}
	}
}
