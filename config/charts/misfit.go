package charts

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// misfit says why a value cannot stand where the chart has k; "" where it can, or where that is not known. Charts that fail on it do so
// when they are rendered, in the middle of an update.
func (k *Key) misfit(value any) string {
	kind := KindOf(value)
	want := ""
	switch {
	case kind == Nothing:
		return k.null()
	case len(k.Children) > 0 && !k.Open && kind != Map:
		want = "a map with " + strings.Join(first(names(k), 5), ", ")
	case k.Kind == List && kind != List:
		want = "a list"
	case k.Kind == Map && (kind == Truth || kind == Number):
		want = "a map"
	case k.Kind == Truth && isTruth(value):
		want = fmt.Sprintf("%v, without quotes: a template takes any text for true", truths()[strings.ToLower(value.(string))])
	case k.Kind == Truth && (kind == List || kind == Map), k.Kind == Number && kind == List, k.Kind == Text && kind == List:
		want = "a plain value (" + string(k.Kind) + ")"
	default:
		return ""
	}
	return fmt.Sprintf("found %s, want %s", strict.Describe(value), want)
}

// null says what to write where a null would delete a chart's own value. None survives the way to Helm (Settled drops those that
// change nothing).
func (k *Key) null() string {
	instead := map[Kind]string{List: "[]", Text: `""`, Number: "a number", Truth: "true or false", Map: "its keys, one by one"}[k.Kind]
	switch {
	case len(k.Children) > 0 && !k.Open:
		instead = "its keys, one by one: " + strings.Join(first(names(k), 5), ", ")
	case instead == "":
		instead = "the value that it should have"
	}
	return "found null, want a value: what it lies over has one of its own, and no key is deleted this way; write " + instead
}

// Settled are the values without the nulls that stand where the chart has null itself, as a file of all its values does, and where
// nothing weaker, which they lie over, has anything either.
func (f Facts) Settled(values, weaker map[string]any) map[string]any {
	if f.Keys == nil {
		return values
	}
	return f.Keys.settled(values, weaker)
}

func (k *Key) settled(values, weaker map[string]any) map[string]any {
	rest := map[string]any{}
	for name, value := range values {
		child := k.Children[name]
		below, isMap := value.(map[string]any)
		switch {
		case child == nil:
			rest[name] = value
		case value == nil && child.Kind == Nothing && weaker[name] == nil:
		case isMap:
			under, _ := weaker[name].(map[string]any)
			rest[name] = child.settled(below, under)
		default:
			rest[name] = value
		}
	}
	return rest
}

// truths are the words that YAML 1.1 takes for true and false, which a stack's configuration hands on as text.
func truths() map[string]bool {
	return map[string]bool{"true": true, "yes": true, "on": true, "y": true, "false": false, "no": false, "off": false, "n": false}
}

func isTruth(value any) bool {
	text, ok := value.(string)
	_, known := truths()[strings.ToLower(text)]
	return ok && known
}

func first(names []string, n int) []string {
	if len(names) > n {
		return append(slices.Clone(names[:n]), "...")
	}
	return names
}

func names(k *Key) []string { return slices.Sorted(maps.Keys(k.Children)) }
