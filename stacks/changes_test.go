package stacks_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// changes lists, by id and property path, in what two recordings differ: "Secret mimir/kalypso-s3 data.AWS_..." for an
// input, the id alone for a resource that only one of them has. The list is sorted.
func changes(before, after *recording) []string {
	was, is := before.leaves(), after.leaves()
	differing := map[string]bool{}
	for leaf := range maps.All(merged(was, is)) {
		old, inOld := was[leaf]
		now, inNow := is[leaf]
		if old != now || inOld != inNow {
			differing[leaf] = true
		}
	}
	ids := slices.Concat(before.ids(), after.ids())
	for _, id := range ids {
		if slices.Contains(before.ids(), id) != slices.Contains(after.ids(), id) {
			maps.DeleteFunc(differing, func(leaf string, _ bool) bool { return strings.HasPrefix(leaf, id+" ") })
			differing[id] = true
		}
	}
	maps.DeleteFunc(differing, func(leaf string, _ bool) bool { return announces(leaf) })
	return slices.Sorted(maps.Keys(differing))
}

func merged(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// leaves are all input values in clear, by "<id> <path>".
func (r *recording) leaves() map[string]string {
	leaves := map[string]string{}
	for _, one := range r.resources {
		visit("", resource.NewProperty(one.Inputs), false, func(path, text string, _ bool) { leaves[one.id()+" "+path] = text })
	}
	return leaves
}

// visit calls leaf for every leaf below a value, and says whether a secret mark stands over it.
func visit(path string, value resource.PropertyValue, secret bool, leaf func(path, text string, secret bool)) {
	inside := func(key string) string { return strings.TrimPrefix(path+"."+key, ".") }
	switch {
	case value.IsSecret():
		visit(path, value.SecretValue().Element, true, leaf)
	case value.IsOutput():
		visit(path, value.OutputValue().Element, secret || value.OutputValue().Secret, leaf)
	case value.IsObject():
		for key, inner := range value.ObjectValue() {
			visit(inside(string(key)), inner, secret, leaf)
		}
	case value.IsArray():
		for i, inner := range value.ArrayValue() {
			visit(inside(fmt.Sprint(i)), inner, secret, leaf)
		}
	case value.IsString():
		leaf(path, value.StringValue(), secret)
	default:
		leaf(path, fmt.Sprint(value.V), secret)
	}
}
