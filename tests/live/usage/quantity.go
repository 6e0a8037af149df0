package usage

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// units are the factors of the suffixes that Kubernetes knows. No suffix ends like another, so their order does not matter.
func units() map[string]float64 {
	return map[string]float64{
		"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50, "Ei": 1 << 60,
		"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
	}
}

// quantity reads "128Mi", "2560000k", "100m", "0.5" or "1e3" in its base unit, bytes or cores. Nothing is 0.
func quantity(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	number, factor := text, 1.0
	for suffix, by := range units() {
		if rest, found := strings.CutSuffix(text, suffix); found {
			number, factor = rest, by
		}
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || strings.Trim(number, "+.0123456789eE-") != "" || value < 0 {
		return 0, fmt.Errorf("reading quantity %q: want a number with a unit such as 128Mi or 100m", text)
	}
	return value * factor, nil
}

// toBytes rounds up, as Kubernetes does.
func toBytes(text string) (int64, error) {
	value, err := quantity(text)
	return int64(math.Ceil(value)), err
}

// toMillicores counts in thousandths of a core; less than one is one.
func toMillicores(text string) (int64, error) {
	value, err := quantity(text)
	const inexact = 1e-6 // 0.07 times 1000 is a little more than 70
	return int64(math.Ceil(value*1000 - inexact)), err
}
