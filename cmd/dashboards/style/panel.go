package style

import (
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// Panel is one of a dashboard, before it has a place.
type Panel struct {
	built   dashboard.Panel
	targets []Target
	width   uint32
	height  uint32
	fixed   bool
	// labels are those of its rows, of a table.
	labels []string
	// links of its own, before the usual ones.
	links []dashboard.DashboardLink
}

func panel(built dashboard.Panel, title, description string, unit Unit, width, height uint32, targets []Target) *Panel {
	built.Title = &title
	if description != "" {
		built.Description = &description
	}
	if built.FieldConfig == nil {
		built.FieldConfig = &dashboard.FieldConfigSource{}
	}
	if built.FieldConfig.Overrides == nil {
		built.FieldConfig.Overrides = []dashboard.DashboardFieldConfigSourceOverrides{}
	}
	if unit != "" {
		built.FieldConfig.Defaults.Unit = ptr(string(unit))
	}
	p := &Panel{built: built, targets: targets, width: width, height: height}
	for i, target := range targets {
		if built.Datasource == nil || i == 0 {
			p.built.Datasource = target.source
		}
		p.built.Targets = append(p.built.Targets, target.make(string(rune('A'+i))))
		p.meaning(string(rune('A'+i)), target)
	}
	return p
}

// meaning colours a query's series: by what the caller says, else by the legend.
func (p *Panel) meaning(ref string, target Target) {
	if target.colour != "" {
		p.override("byFrameRefID", ref, fixed(target.colour))
	} else if colour, known := meanings()[target.legend]; known {
		p.override("byName", target.legend, fixed(colour))
	}
}

func (p *Panel) override(matcher string, options any, properties ...dashboard.DynamicConfigValue) {
	p.built.FieldConfig.Overrides = append(p.built.FieldConfig.Overrides, dashboard.DashboardFieldConfigSourceOverrides{
		Matcher: dashboard.MatcherConfig{Id: matcher, Options: options}, Properties: properties})
}

// Size is the panel's, of the 24 columns; it is not stretched then.
func (p *Panel) Size(width, height uint32) *Panel {
	p.width, p.height, p.fixed = width, height, true
	return p
}

// Width is the least width of a panel that may be stretched.
func (p *Panel) Width(width uint32) *Panel {
	p.width = width
	return p
}

// Height is the panel's.
func (p *Panel) Height(height uint32) *Panel {
	p.height = height
	return p
}

// Empty says why the panel may have nothing to show on a healthy small cluster. It shows the reason then, and the live test takes
// it from there.
func (p *Panel) Empty(reason string) *Panel {
	p.built.FieldConfig.Defaults.NoValue = &reason
	return p
}

// Stacked puts the series of a graph on top of each other: for parts of a whole.
func (p *Panel) Stacked() *Panel {
	custom := p.lines()
	custom.Stacking = &common.StackingConfig{Mode: ptr(common.StackingModeNormal), Group: ptr("A")}
	custom.FillOpacity = ptr(25.0)
	return p
}

// Columns draws a graph's numbers as bars: for counts of an interval.
func (p *Panel) Columns() *Panel {
	custom := p.lines()
	custom.DrawStyle, custom.FillOpacity = ptr(common.GraphDrawStyleBars), ptr(60.0)
	return p
}

// Logarithmic is for series whose sizes differ by magnitudes.
func (p *Panel) Logarithmic() *Panel {
	custom := p.lines()
	custom.AxisSoftMin = nil
	custom.ScaleDistribution = &common.ScaleDistributionConfig{Type: common.ScaleDistributionLog, Log: ptr(10.0)}
	return p
}

func (p *Panel) lines() *timeseries.FieldConfig {
	custom, ok := p.built.FieldConfig.Defaults.Custom.(*timeseries.FieldConfig)
	if !ok {
		panic("not a graph: " + *p.built.Title)
	}
	return custom
}

// Legend puts a graph's legend into a table with these numbers of each series, the last and the largest if none is said.
func (p *Panel) Legend(calcs ...string) *Panel {
	if len(calcs) == 0 {
		calcs = []string{"lastNotNull", "max"}
	}
	options := p.built.Options.(*timeseries.Options)
	options.Legend = common.VizLegendOptions{ShowLegend: true, DisplayMode: common.LegendDisplayModeTable,
		Placement: common.LegendPlacementRight,
		Calcs:     calcs, SortBy: ptr("Last *"), SortDesc: ptr(true)}
	return p
}

// Between fixes the ends of the axis, as 0 and 1 of a ratio that is known to be one.
func (p *Panel) Between(low, high float64) *Panel {
	p.built.FieldConfig.Defaults.Min, p.built.FieldConfig.Defaults.Max = &low, &high
	return p
}

// Decimals are how many a number has.
func (p *Panel) Decimals(decimals float64) *Panel {
	p.built.FieldConfig.Defaults.Decimals = &decimals
	return p
}

// Threshold colours the panel from a value on: base below the first. The reasons go into the description.
func (p *Panel) Threshold(base Colour, from ...From) *Panel {
	p.built.FieldConfig.Defaults.Thresholds = steps(base, from)
	if custom, ok := p.built.FieldConfig.Defaults.Custom.(*timeseries.FieldConfig); ok {
		custom.ThresholdsStyle = &common.GraphThresholdsStyleConfig{Mode: common.GraphThresholdsStyleModeDashed}
	}
	var reasons []string
	for _, step := range from {
		if step.Why != "" {
			reasons = append(reasons, step.Why)
		}
	}
	if len(reasons) > 0 {
		p.built.Description = ptr(strings.TrimSpace(*p.built.Description + " " + strings.Join(reasons, " ")))
	}
	return p
}

// Values writes texts and colours instead of numbers.
func (p *Panel) Values(texts map[string]dashboard.ValueMappingResult) *Panel {
	p.built.FieldConfig.Defaults.Mappings = append(p.built.FieldConfig.Defaults.Mappings,
		dashboard.ValueMapping{ValueMap: &dashboard.ValueMap{Type: dashboard.MappingTypeValueToText, Options: texts}})
	return p
}

// Means is a text with a colour, for Values.
func Means(text string, colour Colour) dashboard.ValueMappingResult {
	return dashboard.ValueMappingResult{Text: &text, Color: ptr(string(colour))}
}

// Names shows the series' names beside the numbers of a stat with several.
func (p *Panel) Names() *Panel {
	p.built.Options.(*stat.Options).TextMode = common.BigValueTextModeValueAndName
	return p
}

// Background colours a stat's whole tile.
func (p *Panel) Background() *Panel {
	p.built.Options.(*stat.Options).ColorMode = common.BigValueColorModeBackground
	return p
}

// Plain takes the history from behind a stat's number.
func (p *Panel) Plain() *Panel {
	p.built.Options.(*stat.Options).GraphMode = common.BigValueGraphModeNone
	return p
}

// Gradient fills bars with the thresholds' colours.
func (p *Panel) Gradient() *Panel {
	p.built.Options.(*bargauge.Options).DisplayMode = common.BarGaugeDisplayModeGradient
	return p
}

// MinInterval is the least time between two points.
func (p *Panel) MinInterval(interval string) *Panel {
	p.built.Interval = &interval
	return p
}
