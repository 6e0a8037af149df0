package keys

import "strings"

// call is the value of a template function. A function it does not name may return any of its arguments: that covers
// default, coalesce, ternary, merge, deepCopy, omit, required, indent, tpl and the like.
func (s *scope) call(name string, a []value) value {
	switch name {
	case "include":
		if len(a) == 2 && len(a[0].texts) == 1 {
			return s.include(a[0].texts[0], a[1])
		}
		return value{}
	case "toYaml", "mustToYaml", "toJson", "mustToJson", "toPrettyJson", "mustToPrettyJson", "toRawJson", "toToml", "toYamlPretty":
		v := join(a...)
		v.dumped = true
		return v
	case "fromYaml", "fromJson", "mustFromJson", "fromYamlArray", "fromJsonArray":
		v := join(a...)
		v.dumped, v.texts = false, nil
		return v
	case "dict":
		return dictionary(a)
	case "list", "tuple":
		return value{items: a, listed: true}
	case "append", "prepend", "concat", "mustAppend":
		return appended(a)
	case "set":
		return s.set(a)
	case "index", "get", "dig", "hasKey", "pluck":
		return s.lookup(name, a)
	case "regexSplit", "splitList":
		if len(a) >= 2 {
			return words(a[1], strings.TrimPrefix(first(a[0].texts), "\\"))
		}
		return value{}
	case "print", "printf", "replace", "eq", "ne", "not", "empty", "kindIs", "kindOf", "typeOf", "len", "lookup", "fail",
		"contains", "hasPrefix", "hasSuffix", "semverCompare", "keys", "int", "int64", "sha256sum", "gt", "lt", "ge", "le", "has":
		return value{}
	}
	return join(a...)
}

func dictionary(a []value) value {
	fields := map[string]value{}
	for i := 0; i+1 < len(a); i += 2 {
		for _, name := range a[i].texts {
			fields[name] = a[i+1]
		}
	}
	return value{fields: fields}
}

func appended(a []value) value {
	all := value{listed: true}
	for _, v := range a {
		if v.listed {
			all.items = append(all.items, v.items...)
			continue
		}
		all.items = append(all.items, v)
	}
	return all
}

// set adds an entry to a dictionary. Templates call it for its effect, so the dictionary itself is changed.
func (s *scope) set(a []value) value {
	if len(a) != 3 || a[0].fields == nil {
		return join(a...)
	}
	for _, name := range a[1].texts {
		a[0].fields[name] = join(a[0].fields[name], a[2])
	}
	return a[0]
}

// lookup is index, get, dig, hasKey and pluck: a field by a name that may itself be an expression.
func (s *scope) lookup(function string, a []value) value {
	if len(a) < 2 {
		return value{}
	}
	from, names := a[0], a[1:]
	switch function {
	case "dig": // dig "a" "b" default from
		if len(a) < 3 {
			return value{}
		}
		from, names = a[len(a)-1], a[:len(a)-2]
	case "pluck": // pluck "a" from...
		from, names = join(a[1:]...), a[:1]
	}
	for _, name := range names {
		var next []value
		for _, t := range name.texts {
			next = append(next, s.field(from, t))
		}
		if from.listed {
			next = append(next, from.items...)
		}
		from = join(next...)
	}
	if function == "dig" {
		return join(from, a[len(a)-2])
	}
	return from
}

func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}
