package draw

import (
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/grafanapyroscope"
	"github.com/grafana/grafana-foundation-sdk/go/loki"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/tempo"
	"github.com/grafana/grafana-foundation-sdk/go/text"
)

// legends are a line for each query of a panel: its legend and its expression. Those of a table are its columns.
func legends(p *dashboard.Panel) []string {
	var texts []string
	for _, t := range p.Transformations {
		if options, ok := t.Options.(map[string]any); ok && t.Id == "organize" {
			titles, _ := options["renameByName"].(map[string]any)
			order, _ := options["indexByName"].(map[string]any)
			names := make([]string, len(titles))
			for name, title := range titles {
				names[order[name].(int)] = title.(string)
			}
			return []string{strings.Join(names, " | ")}
		}
	}
	if options, ok := p.Options.(*text.Options); ok {
		return strings.Split(options.Content, "\n")
	}
	for _, target := range p.Targets {
		switch q := target.(type) {
		case *prometheus.Dataquery:
			texts = append(texts, label(q.LegendFormat)+q.Expr)
		case *loki.Dataquery:
			texts = append(texts, label(q.LegendFormat)+q.Expr)
		case *tempo.Dataquery:
			if q.Query != nil {
				texts = append(texts, *q.Query)
			}
		case *grafanapyroscope.Dataquery:
			texts = append(texts, q.ProfileTypeId+q.LabelSelector)
		}
	}
	return texts
}

func label(legend *string) string {
	if legend == nil {
		return ""
	}
	return *legend + " = "
}
