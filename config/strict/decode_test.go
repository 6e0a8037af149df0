package strict_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/strict"
)

type upper string

func (u *upper) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("empty, want a word")
	}
	*u = upper(strings.ToUpper(string(text)))
	return nil
}

type leaf struct {
	Name  string `key:"name"`
	Count int    `key:"count"`
}

type tree struct {
	Text   string            `key:"text"`
	Truth  *bool             `key:"truth"`
	Upper  upper             `key:"upper"`
	Leaf   *leaf             `key:"leaf"`
	Leaves []leaf            `key:"leaves"`
	Named  map[string]leaf   `key:"named"`
	Labels map[string]string `key:"labels"`
	Values map[string]any    `key:"values"`
	Own    string            // not for the outside
}

func parse(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var out any
	require.NoError(t, decoder.Decode(&out))
	return out
}

func TestDecodeOverlaysWhatIsThere(t *testing.T) {
	got := tree{
		Text: "default", Own: "kept", Labels: map[string]string{"a": "1", "b": "2"},
		Named: map[string]leaf{"x": {Name: "kept", Count: 1}}, Leaves: []leaf{{Name: "gone"}},
	}
	problems := strict.Decode("p:", parse(t, `{
		"truth": false, "upper": "word", "leaf": {"count": 3}, "leaves": [{"name": "one"}, {}],
		"named": {"x": {"count": 2}, "y": {"name": "new"}}, "labels": {"b": "3"},
		"values": {"int": 1, "float": 1.5, "list": [1, {"deep": 9007199254740993}], "text": "t", "no": false}
	}`), &got)
	assert.Empty(t, problems)
	no := false
	assert.Equal(t, tree{
		Text: "default", Truth: &no, Upper: "WORD", Leaf: &leaf{Count: 3}, Leaves: []leaf{{Name: "one"}, {}},
		Named:  map[string]leaf{"x": {Name: "kept", Count: 2}, "y": {Name: "new"}},
		Labels: map[string]string{"a": "1", "b": "3"}, Own: "kept",
		Values: map[string]any{
			"int": 1, "float": 1.5, "list": []any{1, map[string]any{"deep": 9007199254740993}}, "text": "t", "no": false,
		},
	}, got)
}

func TestDecodeEmbeddedStructs(t *testing.T) {
	var got struct {
		leaf
		More string `key:"more"`
	}
	assert.Empty(t, strict.Decode("", parse(t, `{"name": "inner", "more": "outer"}`), &got))
	assert.Equal(t, "inner outer", got.Name+" "+got.More)
}

func TestDecodeProblems(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"unknown key, near":        {`{"txet": "x"}`, `p:txet: unknown key, did you mean text`},
		"unknown key, none near":   {`{"leaf": {"zzzzzzz": 1}}`, `p:leaf.zzzzzzz: unknown key; known are count, name`},
		"untagged field":           {`{"Own": "x"}`, `p:Own: unknown key`},
		"unknown key with a dot":   {`{"a.b": 1}`, `p:["a.b"]: unknown key`},
		"unknown key in a list":    {`{"leaves": [{}, {"nam": "x"}]}`, `p:leaves[1].nam: unknown key, did you mean name`},
		"text wanted":              {`{"text": 5}`, `p:text: found number 5, want text`},
		"truth wanted":             {`{"truth": "true"}`, `p:truth: found text "true", want true or false`},
		"whole number wanted":      {`{"leaf": {"count": 1.5}}`, `p:leaf.count: found number 1.5, want a whole number`},
		"number, not text, wanted": {`{"leaf": {"count": "3"}}`, `p:leaf.count: found text "3", want a whole number`},
		"map wanted":               {`{"leaf": []}`, `p:leaf: found a list, want a map`},
		"map of names wanted":      {`{"labels": true}`, `p:labels: found true, want a map`},
		"list wanted":              {`{"leaves": {}}`, `p:leaves: found a map, want a list`},
		"null for a value":         {`{"truth": null}`, `p:truth: found null, want true or false`},
		"null deep in free values": {`{"values": {"a": [{"b.c": null}]}}`, `p:values.a[0]["b.c"]: found null, want a value`},
		"own type, wrong text":     {`{"upper": ""}`, `p:upper: empty, want a word`},
		"own type, no text":        {`{"upper": 1}`, `p:upper: found number 1, want text`},
		"no map at the top": {`"something that is much longer than fits into one message"`,
			`p: found text "something that is much longer than fits ...", want a map`},
	} {
		t.Run(name, func(t *testing.T) {
			problems := strict.Decode("p:", parse(t, c.source), &tree{})
			require.Len(t, problems, 1)
			assert.ErrorContains(t, problems[0], c.want)
		})
	}
}

func TestDecodeReportsEverythingInStableOrder(t *testing.T) {
	source := parse(t, `{"zz": 1, "aa": 1, "text": 1, "leaf": {"count": "x", "name": 2}, "values": {"z": null, "a": null}}`)
	for range 20 {
		paths := []string{}
		for _, problem := range strict.DecodeSupported("not supported", "", source, &tree{}) {
			path, _, _ := strings.Cut(problem.Error(), ": ")
			paths = append(paths, path)
		}
		require.Equal(t, []string{"aa", "leaf.count", "leaf.name", "text", "values.a", "values.z", "zz"}, paths)
	}
}

func TestDecodeSupportedSaysItsOwnWord(t *testing.T) {
	problems := strict.DecodeSupported("not supported", "f: ", parse(t, `{"txt": 1}`), &tree{})
	require.Len(t, problems, 1)
	assert.EqualError(t, problems[0], "f: txt: not supported, did you mean text")
}
