package style

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// Colour is one of Grafana's names, which follow the theme.
type Colour string

// A meaning has one colour on all dashboards.
const (
	Bad     Colour = "red"
	Warn    Colour = "orange"
	Good    Colour = "green"
	Traffic Colour = "blue"
	CPU     Colour = "purple"
	Memory  Colour = "super-light-blue"
	Disk    Colour = "yellow"
	Bound   Colour = "dark-red"
	Asked   Colour = "light-orange"
	Neutral Colour = "text"
)

// meanings colour a series by its legend, where the legend is a fixed text.
func meanings() map[string]Colour {
	return map[string]Colour{
		"errors": Bad, "failed": Bad, "refused": Bad, "dropped": Bad, "rejected": Bad, "discarded": Bad, "critical": Bad, "error": Bad,
		"fatal":     Bad,
		"throttled": Warn, "waiting": Warn, "pending": Warn, "retried": Warn, "warning": Warn, "warn": Warn, "not ready": Warn, "desired": Asked,
		"ok": Good, "ready": Good, "running": Good, "sent": Good, "available": Good, "succeeded": Good, "info": Good,
		"requests": Traffic, "received": Traffic, "accepted": Traffic, "spans": Traffic, "lines": Traffic, "samples": Traffic,
		"limit": Bound, "capacity": Bound, "allocatable": Bound, "requested": Asked, "request": Asked,
		"CPU": CPU, "memory": Memory, "used": Memory, "disk": Disk, "read": Traffic, "written": Asked,
		"p50": "light-blue", "p95": "blue", "p99": "dark-blue", "mean": "semi-dark-blue",
	}
}

func fixed(colour Colour) dashboard.DynamicConfigValue {
	return dashboard.DynamicConfigValue{Id: "color", Value: map[string]any{"mode": "fixed", "fixedColor": string(colour)}}
}

// From is the value from which on a panel takes a colour, and why that number.
type From struct {
	Value  float64
	Colour Colour
	// Why is a comment for whoever reads the dashboard's source, and goes into the panel's description.
	Why string
}

func steps(base Colour, from []From) *dashboard.ThresholdsConfig {
	all := []dashboard.Threshold{{Color: string(base)}}
	for _, step := range from {
		all = append(all, dashboard.Threshold{Value: &step.Value, Color: string(step.Colour)})
	}
	return &dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: all}
}
