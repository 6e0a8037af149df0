package style

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// Tag is of every dashboard of Kalypso.
const Tag = "kalypso"

// Dashboard is what is a dashboard's own.
type Dashboard struct {
	// Name is the one in the catalogue, which knows title, folder and component.
	Name string
	// Description is what question it answers, for the list of dashboards.
	Description string
	// Filter are the variables that it shows and its queries use.
	Filter []string
	// Extra are variables that no other dashboard has.
	Extra []dashboard.VariableModel
	// Namespace is that of a part of the platform: links to its logs lead there.
	Namespace string
	// See are the dashboards that a reader wants next.
	See []string
	// From is where the time range begins, now-1h if empty.
	From string
	Rows []Row
}

// Row is a question and the panels that answer it.
type Row struct {
	Question string
	Panels   []*Panel
}

// Ask makes a row.
func Ask(question string, panels ...*Panel) Row { return Row{Question: question, Panels: panels} }

// Path is where its file is below manifests/.
func (d Dashboard) Path() string {
	at := catalogue()[d.Name]
	return fmt.Sprintf("%s/dashboards/%s/%s.json", at.component, at.folder, d.Name)
}

// Build is the dashboard as Grafana takes it.
func (d Dashboard) Build() dashboard.Dashboard {
	at, known := catalogue()[d.Name]
	if !known {
		panic("not in the catalogue: " + d.Name)
	}
	built := dashboard.NewDashboard()
	built.Uid, built.Title, built.Description, built.Tags = ptr(UID(d.Name)), &at.title, &d.Description, []string{Tag, at.folder}
	built.Editable, built.GraphTooltip, built.Timezone = ptr(true), ptr(dashboard.DashboardCursorSyncCrosshair), ptr("browser")
	from := d.From
	if from == "" {
		from = "now-1h"
	}
	built.Time, built.Refresh = &dashboard.DashboardDashboardTime{From: from, To: "now"}, ptr("1m")
	built.Templating.List, built.Annotations.List, built.Links = d.variables(), d.annotations(), d.links()
	built.Panels = d.place()
	return *built
}

// place gives every panel an id and its position: lines of 24 columns, each filled.
func (d Dashboard) place() []dashboard.PanelOrRowPanel {
	var all []dashboard.PanelOrRowPanel
	var y, id uint32
	next := func() uint32 { id++; return id }
	for _, row := range d.Rows {
		all = append(all, dashboard.PanelOrRowPanel{RowPanel: &dashboard.RowPanel{Type: "row", Title: &row.Question, Id: next(),
			GridPos: &dashboard.GridPos{H: 1, W: columnsOfGrid, Y: y}, Panels: []dashboard.Panel{}}})
		y++
		for _, line := range lines(row.Panels) {
			x, height := uint32(0), uint32(0)
			for _, p := range line {
				p.linked(d)
				built := p.built
				built.Id, built.GridPos = ptr(next()), &dashboard.GridPos{H: p.height, W: p.width, X: x, Y: y}
				x, height = x+p.width, max(height, p.height)
				all = append(all, dashboard.PanelOrRowPanel{Panel: &built})
			}
			y += height
		}
	}
	return all
}

const columnsOfGrid = 24

// lines breaks the panels of a row where a line is full, and shares what is left of a line out to those that may be stretched.
func lines(panels []*Panel) [][]*Panel {
	var all [][]*Panel
	var line []*Panel
	used := uint32(0)
	flush := func() {
		stretch(line, columnsOfGrid-used)
		all, line, used = append(all, line), nil, 0
	}
	for _, p := range panels {
		if used+p.width > columnsOfGrid && len(line) > 0 {
			flush()
		}
		line, used = append(line, p), used+p.width
	}
	if len(line) > 0 {
		flush()
	}
	return all
}

func stretch(line []*Panel, left uint32) {
	var free []*Panel
	for _, p := range line {
		if !p.fixed {
			free = append(free, p)
		}
	}
	for i := 0; left > 0 && len(free) > 0; i++ {
		free[i%len(free)].width++
		left--
	}
}
