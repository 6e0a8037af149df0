package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// numbers are the kinds of panels that show numbers, and so need a unit. A table's columns have theirs.
var numbers = []string{"timeseries", "stat", "bargauge", "state-timeline", "heatmap"}

func TestEveryPanelSaysWhatItShows(t *testing.T) {
	each(t, func(t *testing.T, d dashboard.Dashboard) {
		titles := map[string]bool{}
		row := ""
		for _, p := range d.Panels {
			if p.RowPanel != nil {
				row = *p.RowPanel.Title
				if !strings.HasSuffix(row, "?") {
					t.Errorf("the row %q is no question", row)
				}
				continue
			}
			title := *p.Panel.Title
			if titles[row+title] {
				t.Errorf("two panels of a row are called %q", title)
			}
			titles[row+title] = true
			if p.Panel.Type == "text" {
				continue
			}
			if title == "" || p.Panel.Description == nil || len(*p.Panel.Description) < 12 {
				t.Errorf("%q has no title or no description", title)
			}
			if len(p.Panel.Targets) == 0 {
				t.Errorf("%q asks nothing", title)
			}
			if slices.Contains(numbers, p.Panel.Type) && p.Panel.FieldConfig.Defaults.Unit == nil {
				t.Errorf("%q has no unit", title)
			}
			if p.Panel.Type == "table" && p.Panel.Datasource != nil && *p.Panel.Datasource.Uid != "tempo" && !columnsHaveUnits(p.Panel) {
				t.Errorf("a column of %q has no unit", title)
			}
		}
	})
}

func columnsHaveUnits(p *dashboard.Panel) bool {
	units := 0
	for _, override := range p.FieldConfig.Overrides {
		for _, property := range override.Properties {
			if property.Id == "unit" && property.Value != "" {
				units++
			}
		}
	}
	return units >= len(p.Targets)
}

func TestPanelsFillTheWidthWithoutOverlap(t *testing.T) {
	each(t, func(t *testing.T, d dashboard.Dashboard) {
		taken := map[[2]uint32]string{}
		widths := map[uint32]uint32{}
		ids := map[uint32]bool{}
		for _, p := range d.Panels {
			at, title, id := place(p)
			if ids[id] {
				t.Errorf("the id of %q is another's too", title)
			}
			ids[id] = true
			if at.X+at.W > 24 || at.W == 0 || at.H == 0 {
				t.Errorf("%q is at %+v", title, at)
			}
			widths[at.Y] += at.W
			for x := at.X; x < at.X+at.W; x++ {
				for y := at.Y; y < at.Y+at.H; y++ {
					if other, is := taken[[2]uint32{x, y}]; is {
						t.Fatalf("%q lies over %q", title, other)
					}
					taken[[2]uint32{x, y}] = title
				}
			}
		}
		for y, width := range widths {
			if width != 24 {
				t.Errorf("the line at %d is %d wide", y, width)
			}
		}
	})
}

func place(p dashboard.PanelOrRowPanel) (dashboard.GridPos, string, uint32) {
	if p.RowPanel != nil {
		return *p.RowPanel.GridPos, *p.RowPanel.Title, p.RowPanel.Id
	}
	return *p.Panel.GridPos, *p.Panel.Title, *p.Panel.Id
}

// toDashboard finds a link to one: of a panel, of the dashboard, in a text.
var toDashboard = regexp.MustCompile(`/d/(kalypso-[a-z]+|[^?")\\]+)\??([^")]*)`)

func TestLinksLeadToDashboardsWithTheTime(t *testing.T) {
	known := map[string]bool{"kalypso-${__data.fields.Component}": true}
	for _, d := range all() {
		known[*d.Build().Uid] = true
	}
	each(t, func(t *testing.T, d dashboard.Dashboard) {
		text, _ := json.Marshal(d.Panels)
		for _, found := range toDashboard.FindAllStringSubmatch(plain(text), -1) {
			if !known[found[1]] {
				t.Errorf("%s leads nowhere", found[0])
			}
			if !strings.Contains(found[2], "${__url_time_range}") {
				t.Errorf("%s loses the time", found[0])
			}
		}
		for _, link := range d.Links {
			if !link.KeepTime || !link.IncludeVars {
				t.Errorf("the link %q loses the time or the variables", link.Title)
			}
			if link.Url != nil && !known[strings.TrimPrefix(*link.Url, "/d/")] {
				t.Errorf("%s leads nowhere", *link.Url)
			}
		}
	})
}

// plain is JSON as it reads: encoding writes & < > as numbers.
func plain(text []byte) string {
	return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(string(text))
}

func TestEveryPanelLeadsToTheOtherSignals(t *testing.T) {
	signals := []string{"kalypso-services", "kalypso-logs", "kalypso-traces", "kalypso-profiles"}
	each(t, func(t *testing.T, d dashboard.Dashboard) {
		for _, p := range d.Panels {
			if p.Panel == nil || p.Panel.Type == "text" {
				continue
			}
			text, _ := json.Marshal(append(slices.Clone(p.Panel.Links), p.Panel.FieldConfig.Defaults.Links...))
			for _, signal := range signals {
				if signal != *d.Uid && !strings.Contains(string(text), "/d/"+signal+"?") {
					t.Errorf("%q does not lead to %s", *p.Panel.Title, signal)
				}
			}
		}
	})
}
