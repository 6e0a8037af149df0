package keys

import (
	"maps"
	"strings"
	"text/template/parse"
)

// scope is one pass through a template: its variables and what it prints.
type scope struct {
	*reader
	variables map[string]value
	printed   []value
}

func (s *scope) list(list *parse.ListNode, dot value) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		s.node(node, dot)
	}
}

func (s *scope) node(node parse.Node, dot value) {
	switch n := node.(type) {
	case *parse.ActionNode:
		v := s.pipe(n.Pipe, dot)
		if len(n.Pipe.Decl) == 0 && (v.dumped || len(v.texts) > 0) {
			s.printed = append(s.printed, v)
		}
	case *parse.IfNode:
		s.pipe(n.Pipe, dot)
		s.list(n.List, dot)
		s.list(n.ElseList, dot)
	case *parse.WithNode:
		s.list(n.List, s.pipe(n.Pipe, dot))
		s.list(n.ElseList, dot)
	case *parse.RangeNode:
		s.over(n, dot)
	case *parse.TemplateNode:
		argument := value{}
		if n.Pipe != nil {
			argument = s.pipe(n.Pipe, dot)
		}
		if v := s.include(n.Name, argument); v.dumped {
			s.printed = append(s.printed, v)
		}
	case *parse.ListNode:
		s.list(n, dot)
	}
}

// over walks a range: a place in the values that is ranged over has keys of the user's choice.
func (s *scope) over(n *parse.RangeNode, dot value) {
	over := s.pipe(n.Pipe, dot)
	element := join(over.items...)
	if !over.listed {
		s.open(over)
		for _, path := range over.paths {
			element = join(element, value{paths: [][]string{append(append([]string{}, path...), "*")}})
		}
		element = join(append([]value{element}, fieldsOf(over)...)...)
	}
	for i, declared := range n.Pipe.Decl {
		switch {
		case i == len(n.Pipe.Decl)-1:
			s.variables[declared.Ident[0]] = element
		default:
			s.variables[declared.Ident[0]] = keysOf(over)
		}
	}
	s.list(n.List, element)
	s.list(n.ElseList, dot)
}

func fieldsOf(v value) []value {
	var all []value
	for field := range maps.Values(v.fields) {
		all = append(all, field)
	}
	return all
}

func keysOf(v value) value {
	var all value
	for name := range v.fields {
		all.texts = append(all.texts, name)
	}
	return all
}

// pipe is the value of a pipeline; its variables are set on the way.
func (s *scope) pipe(pipe *parse.PipeNode, dot value) value {
	var result value
	for i, command := range pipe.Cmds {
		if i == 0 {
			result = s.command(command, dot, nil)
			continue
		}
		last := result
		result = s.command(command, dot, &last)
	}
	for _, declared := range pipe.Decl {
		name := declared.Ident[0]
		if pipe.IsAssign && !strings.Contains(pipe.Cmds[0].String(), name+" ") {
			result = join(s.variables[name], result) // in a branch that may not be taken; $x = f $x ... goes on from $x
		}
		s.variables[name] = result
	}
	return result
}

func (s *scope) command(c *parse.CommandNode, dot value, last *value) value {
	if identifier, ok := c.Args[0].(*parse.IdentifierNode); ok {
		arguments := make([]value, 0, len(c.Args))
		for _, a := range c.Args[1:] {
			arguments = append(arguments, s.operand(a, dot))
		}
		if last != nil {
			arguments = append(arguments, *last)
		}
		return s.call(identifier.Ident, arguments)
	}
	return s.operand(c.Args[0], dot)
}

func (s *scope) operand(node parse.Node, dot value) value {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return s.chain(dot, n.Ident)
	case *parse.VariableNode:
		return s.chain(s.variables[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return s.chain(s.operand(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return s.pipe(n, dot)
	case *parse.StringNode:
		return text(n.Text)
	case *parse.IdentifierNode:
		return s.call(n.Ident, nil)
	}
	return value{}
}

func (s *scope) chain(v value, names []string) value {
	for _, name := range names {
		v = s.field(v, name)
	}
	return v
}

// include walks a named template with an argument, once for each pair, and returns what it prints.
func (s *scope) include(name string, argument value) value {
	tree := s.defines[name]
	if tree == nil {
		return value{}
	}
	id := name + "\x00" + argument.id()
	if v, ok := s.done[id]; ok {
		return v
	}
	s.done[id] = value{}
	printed := s.walk(tree, argument)
	s.done[id] = printed
	return printed
}

// words splits constant strings as regexSplit with a plain separator does.
func words(v value, separator string) value {
	var items []value
	for _, t := range v.texts {
		for _, word := range strings.Split(t, separator) {
			items = append(items, text(word))
		}
	}
	return value{items: items, listed: true}
}
