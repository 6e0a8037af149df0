package kit_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/kalypsoServing/kalypso/components/kit"
)

type tree = map[string]any

func TestMerge(t *testing.T) {
	for name, c := range map[string]struct {
		trees []tree
		want  tree
	}{
		"nothing":               {nil, tree{}},
		"nil trees":             {[]tree{nil, {"a": 1}, nil}, tree{"a": 1}},
		"the later is stronger": {[]tree{{"a": 1}, {"a": 2}, {"a": 3}}, tree{"a": 3}},
		"maps merge at any depth": {
			[]tree{{"a": tree{"b": tree{"c": 1, "d": 2}}}, {"a": tree{"b": tree{"d": 3, "e": 4}}}},
			tree{"a": tree{"b": tree{"c": 1, "d": 3, "e": 4}}},
		},
		"lists replace":               {[]tree{{"a": []any{1, 2, 3}}, {"a": []any{4}}}, tree{"a": []any{4}}},
		"an empty list replaces":      {[]tree{{"a": []any{1}}, {"a": []any{}}}, tree{"a": []any{}}},
		"an empty map keeps":          {[]tree{{"a": tree{"b": 1}}, {"a": tree{}}}, tree{"a": tree{"b": 1}}},
		"false and zero are values":   {[]tree{{"a": true, "b": 5, "c": "x"}, {"a": false, "b": 0, "c": ""}}, tree{"a": false, "b": 0, "c": ""}},
		"a value replaces a map":      {[]tree{{"a": tree{"b": 1}}, {"a": "off"}}, tree{"a": "off"}},
		"a map replaces a value":      {[]tree{{"a": "off"}, {"a": tree{"b": 1}}}, tree{"a": tree{"b": 1}}},
		"a map of the last tree only": {[]tree{{}, {"a": tree{"b": tree{"c": 1}}}}, tree{"a": tree{"b": tree{"c": 1}}}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, kit.Merge(c.trees...)) })
	}
}

// The trees are shared: a chart's static values are read once, and merged for every preview and golden.
func TestMergeLeavesItsInputsAlone(t *testing.T) {
	weak, strong := tree{"a": tree{"b": 1}, "only": tree{"weak": true}}, tree{"a": tree{"c": 2}}
	merged := kit.Merge(weak, strong)
	merged["a"].(tree)["b"] = "changed"
	merged["only"].(tree)["weak"] = "changed"
	assert.Equal(t, tree{"a": tree{"b": 1}, "only": tree{"weak": true}}, weak)
	assert.Equal(t, tree{"a": tree{"c": 2}}, strong)
}

func TestConflicts(t *testing.T) {
	protected := tree{
		"admin":    tree{"existingSecret": "grafana", "userKey": "admin-user"},
		"users":    []any{},
		"password": "",
	}
	for name, c := range map[string]struct {
		override tree
		want     []string
	}{
		"nothing":                       {tree{}, nil},
		"beside it":                     {tree{"replicas": 2, "admin": tree{"other": 1}}, nil},
		"an empty map replaces nothing": {tree{"admin": tree{}}, nil},
		"a leaf":                        {tree{"password": "x"}, []string{"password"}},
		"a leaf below":                  {tree{"admin": tree{"userKey": "x"}}, []string{"admin.userKey"}},
		"a list":                        {tree{"users": []any{"x"}}, []string{"users"}},
		"a value over the whole map":    {tree{"admin": "off"}, []string{"admin"}},
		"a map over a leaf":             {tree{"password": tree{"x": 1}}, []string{"password"}},
		"all of them, sorted": {
			tree{"users": nil, "password": "", "admin": tree{"userKey": "", "existingSecret": ""}},
			[]string{"admin.existingSecret", "admin.userKey", "password", "users"},
		},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, kit.Conflicts(protected, c.override)) })
	}
}

func TestInputKeepsEveryValue(t *testing.T) {
	secret := pulumi.ToSecret(pulumi.String("s"))
	assert.Equal(t,
		pulumi.Map{
			"text": pulumi.String("t"), "truth": pulumi.Bool(false), "count": pulumi.Int(3), "share": pulumi.Float64(0.5),
			"list":  pulumi.Array{pulumi.String("a"), pulumi.Map{"deep": pulumi.Int(1)}},
			"words": pulumi.StringArray{pulumi.String("x")},
			"empty": pulumi.Map{}, "none": pulumi.Array{}, "secret": secret,
		},
		kit.Input(tree{
			"text": "t", "truth": false, "count": 3, "share": 0.5,
			"list":  []any{"a", tree{"deep": 1}},
			"words": []string{"x"},
			"empty": tree{}, "none": []any{}, "secret": secret,
		}))
}

func TestInputRefusesWhatYAMLCannotHold(t *testing.T) {
	assert.PanicsWithValue(t, "a chart value has type kit.Service, which YAML cannot hold", func() { kit.Input(kit.Service{}) })
	assert.Panics(t, func() { kit.Input(tree{"deep": []any{nil}}) }, "a null is lost on the way to some providers")
}

func TestMergedIsStrongestLast(t *testing.T) {
	values := kit.Values{
		Computed:  tree{"manifest": "computed", "computed": "computed", "override": "computed", "protected": "computed"},
		Protected: tree{"protected": "protected"},
	}
	got := values.Merged(
		manifestChart(tree{"static": "manifest", "manifest": "manifest", "protected": "manifest"}),
		tree{"override": "override", "protected": "override"})
	assert.Equal(t, tree{
		"static": "manifest", "manifest": "computed", "computed": "computed", "override": "override", "protected": "protected",
	}, got)
}
