package style

import (
	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/heatmap"
	"github.com/grafana/grafana-foundation-sdk/go/logs"
	"github.com/grafana/grafana-foundation-sdk/go/nodegraph"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/text"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// Graph draws numbers over time.
func Graph(title, description string, unit Unit, targets ...Target) *Panel {
	built := build(timeseries.NewPanelBuilder().
		LineWidth(1).FillOpacity(8).ShowPoints(common.VisibilityModeNever).AxisSoftMin(0).
		Legend(below()).
		Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending)))
	return panel(built, title, description, unit, 12, 8, targets)
}

// Stat shows the last number, as a large one. A target that is not an instant query draws its history behind.
func Stat(title, description string, unit Unit, targets ...Target) *Panel {
	built := build(stat.NewPanelBuilder().
		ColorMode(common.BigValueColorModeValue).GraphMode(common.BigValueGraphModeArea).JustifyMode(common.BigValueJustifyModeAuto).
		TextMode(common.BigValueTextModeAuto).ReduceOptions(last()))
	built.FieldConfig.Defaults.Color = &dashboard.FieldColor{Mode: dashboard.FieldColorModeIdThresholds}
	built.FieldConfig.Defaults.Thresholds = steps(Neutral, nil)
	return panel(built, title, description, unit, 4, 4, targets)
}

// Bars compare the last numbers of several series.
func Bars(title, description string, unit Unit, targets ...Target) *Panel {
	built := build(bargauge.NewPanelBuilder().Orientation(common.VizOrientationHorizontal).DisplayMode(common.BarGaugeDisplayModeBasic).
		ValueMode(common.BarGaugeValueModeText).ReduceOptions(last()).ShowUnfilled(true))
	built.FieldConfig.Defaults.Color = &dashboard.FieldColor{Mode: dashboard.FieldColorModeIdThresholds}
	built.FieldConfig.Defaults.Thresholds = steps(Traffic, nil)
	return panel(built, title, description, unit, 8, 8, targets)
}

// States draws which state each series was in over time.
func States(title, description string, unit Unit, targets ...Target) *Panel {
	built := build(statetimeline.NewPanelBuilder().ShowValue(common.VisibilityModeNever).MergeValues(true).RowHeight(0.8).
		FillOpacity(80).Legend(below()).
		Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeSingle)))
	built.FieldConfig.Defaults.Color = &dashboard.FieldColor{Mode: dashboard.FieldColorModeIdThresholds}
	built.FieldConfig.Defaults.Thresholds = steps(Good, nil)
	return panel(built, title, description, unit, 24, 8, targets)
}

// Heat draws a histogram over time. The unit is that of the buckets.
func Heat(title, description string, unit Unit, target Target) *Panel {
	built := build(heatmap.NewPanelBuilder().Calculate(false).CellGap(1).
		YAxis(heatmap.NewYAxisConfigBuilder().Unit(string(unit))).
		Color(heatmap.NewHeatmapColorOptionsBuilder().Mode(heatmap.HeatmapColorModeScheme).Scheme("Blues").Steps(64).Exponent(0.5)))
	return panel(built, title, description, unit, 12, 8, []Target{target})
}

// Logs shows lines.
func Logs(title, description string, targets ...Target) *Panel {
	built := build(logs.NewPanelBuilder().ShowTime(true).WrapLogMessage(true).EnableLogDetails(true).SortOrder(common.LogsSortOrderDescending).
		DedupStrategy(common.LogsDedupStrategyNone))
	return panel(built, title, description, "", 24, 10, targets)
}

// Nodes draws a graph of things and what is between them.
func Nodes(title, description string, targets ...Target) *Panel {
	return panel(build(nodegraph.NewPanelBuilder()), title, description, "", 24, 14, targets)
}

// Flames draws a flame graph, for which the library has no type.
func Flames(title, description string, target Target) *Panel {
	built := dashboard.NewPanel()
	built.Type = "flamegraph"
	return panel(*built, title, description, "", 24, 16, []Target{target})
}

// Say is a text without a query, in Markdown.
func Say(title, markdown string) *Panel {
	return panel(build(text.NewPanelBuilder().Mode(text.TextModeMarkdown).Content(markdown)), title, "", "", 24, 3, nil)
}

// below is a legend in a line under the graph.
func below() *common.VizLegendOptionsBuilder {
	return common.NewVizLegendOptionsBuilder().ShowLegend(true).DisplayMode(common.LegendDisplayModeList).
		Placement(common.LegendPlacementBottom)
}

func last() *common.ReduceDataOptionsBuilder {
	return common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"}).Values(false)
}

// build is what a builder made; the options are fixed texts of this package, which are right or never were.
func build(builder cog.Builder[dashboard.Panel]) dashboard.Panel {
	built, err := builder.Build()
	if err != nil {
		panic("a panel of the style: " + err.Error())
	}
	if built.FieldConfig == nil {
		built.FieldConfig = &dashboard.FieldConfigSource{}
	}
	return built
}
