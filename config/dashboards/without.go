package dashboards

import "slices"

// Without returns the dashboard without what asks one of the datasources: panels, annotations and variables. Nothing remains of one
// that asks no other; ok is false then.
func (d Dashboard) Without(off []string) (rest Dashboard, ok bool) {
	if !slices.ContainsFunc(d.Sources, func(uid string) bool { return slices.Contains(off, uid) }) && !mentions(d.model, off) {
		return d, true
	}
	model := map[string]any{}
	for key, value := range d.model {
		model[key] = value
	}
	panels, _ := d.model["panels"].([]any)
	kept := withoutPanels(panels, off)
	model["panels"] = kept
	for _, key := range []string{"annotations", "templating"} {
		if holder, has := d.model[key].(map[string]any); has {
			list, _ := holder["list"].([]any)
			model[key] = map[string]any{"list": slices.DeleteFunc(slices.Clone(list), func(one any) bool { return asks(one, off) })}
		}
	}
	rest = Dashboard{UID: d.UID, Title: d.Title, model: model, text: written(d.UID, model), Sources: asked(kept)}
	return rest, len(rest.Sources) > 0 || len(d.Sources) == 0
}

// withoutPanels keeps a row only with something below it.
func withoutPanels(panels []any, off []string) []any {
	var kept []any
	for _, one := range panels {
		panel, _ := one.(map[string]any)
		switch inner, collapsed := panel["panels"].([]any); {
		case panel["type"] == "row" && collapsed && len(inner) > 0:
			rest := withoutPanels(inner, off)
			if len(rest) == 0 {
				continue
			}
			row := map[string]any{}
			for key, value := range panel {
				row[key] = value
			}
			row["panels"] = rest
			kept = append(kept, row)
		case panel["type"] == "row" || !asks(panel, off):
			kept = append(kept, one)
		}
	}
	return withoutEmptyRows(kept)
}

func withoutEmptyRows(panels []any) []any {
	var kept []any
	for i, one := range panels {
		panel, _ := one.(map[string]any)
		inner, _ := panel["panels"].([]any)
		if panel["type"] == "row" && len(inner) == 0 && (i+1 == len(panels) || isRow(panels[i+1])) {
			continue
		}
		kept = append(kept, one)
	}
	return kept
}

func isRow(panel any) bool {
	object, _ := panel.(map[string]any)
	return object["type"] == "row"
}

// asks reports whether something of a dashboard asks one of the datasources.
func asks(one any, off []string) bool {
	return slices.ContainsFunc(asked([]any{one}), func(uid string) bool { return slices.Contains(off, uid) })
}

func mentions(model map[string]any, off []string) bool {
	return asks(model["annotations"], off) || asks(model["templating"], off)
}
