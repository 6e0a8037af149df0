package traffic

import (
	"fmt"
	"slices"
	"strings"
)

// Numbers are items, each once.
type Numbers map[int]bool

// Add adds those from one up to another.
func (n Numbers) Add(from, to int) {
	for number := from; number < to; number++ {
		n[number] = true
	}
}

// Lost are the acknowledged items that were not found, in order.
func Lost(acknowledged, found Numbers) []int {
	var lost []int
	for number := range acknowledged {
		if !found[number] {
			lost = append(lost, number)
		}
	}
	slices.Sort(lost)
	return lost
}

// Ranges tells numbers, in order, in few words: "3 (7, 10-11)". After ten ranges it stops.
func Ranges(numbers []int) string {
	const most = 10
	var ranges []string
	for i := 0; i < len(numbers); {
		first := i
		for i++; i < len(numbers) && numbers[i] == numbers[i-1]+1; i++ {
		}
		one := fmt.Sprint(numbers[first])
		if i-first > 1 {
			one = fmt.Sprintf("%d-%d", numbers[first], numbers[i-1])
		}
		if len(ranges) == most {
			ranges = append(ranges, "...")
			break
		}
		ranges = append(ranges, one)
	}
	return fmt.Sprintf("%d (%s)", len(numbers), strings.Join(ranges, ", "))
}

// Verdict is nil when nothing of what was acknowledged is lost, but for what a store says it has discarded.
func Verdict(signal Signal, acknowledged, found Numbers, discarded int) error {
	lost := Lost(acknowledged, found)
	if len(lost) <= discarded {
		return nil
	}
	return fmt.Errorf("%s: lost %s of %d acknowledged; discarded with a reason: %d", signal, Ranges(lost), len(acknowledged), discarded)
}
