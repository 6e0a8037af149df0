package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/config/strict"
)

// LogQL checks a query of logs that a rule may ask: it must give numbers. Loki's own parser would bring 294 packages into the
// program, so this one finds what people get wrong: brackets, quotes, selectors, names of functions, missing ranges. The tests have
// Loki itself read every rule of the platform.
func LogQL(query string) error {
	tokens, err := tokens(query)
	if err != nil {
		return err
	}
	return (&logQL{tokens: tokens}).check()
}

// token is a piece of a query, at its place from 1.
type token struct {
	text string
	at   int
}

var piece = regexp.MustCompile("^(?:\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|#[^\n]*|[a-zA-Z_][a-zA-Z0-9_]*|\\d[a-zA-Z0-9.]*|!=|!~|=~|==|>=|<=|\\|=|\\|~|\\|>|!>|[-{}()\\[\\],|=<>+*/%^!])")

func tokens(query string) ([]token, error) {
	var all []token
	for at := 0; at < len(query); {
		if strings.ContainsRune(" \t\r\n", rune(query[at])) {
			at++
			continue
		}
		found := piece.FindString(query[at:])
		if found == "" {
			if strings.ContainsRune("\"`", rune(query[at])) {
				return nil, fmt.Errorf("at %d: a quote that does not end", at+1)
			}
			return nil, fmt.Errorf("at %d: unexpected %q", at+1, query[at:at+1])
		}
		if found[0] != '#' {
			all = append(all, token{found, at + 1})
		}
		at += len(found)
	}
	return all, nil
}

// logQL goes through the tokens of a query.
type logQL struct {
	tokens []token
	open   []token // brackets that are not closed yet
	ranges int
}

func (q *logQL) check() error {
	for i, t := range q.tokens {
		var err error
		switch {
		case t.text == "{":
			q.open = append(q.open, t)
			err = q.selector(i)
		case t.text == "(" && i > 0 && word.MatchString(q.tokens[i-1].text):
			q.open = append(q.open, t)
			err = q.function(i)
		case t.text == "(" || t.text == "[":
			q.open = append(q.open, t)
			err = q.length(i)
		case t.text == ")" || t.text == "]" || t.text == "}":
			err = q.close(t)
		}
		if err != nil {
			return err
		}
	}
	if n := len(q.open); n > 0 {
		return fmt.Errorf("at %d: %s is not closed", q.open[n-1].at, q.open[n-1].text)
	}
	if q.ranges == 0 {
		return fmt.Errorf("gives lines, no numbers: a rule counts them, like count_over_time({...}[5m]) > 0")
	}
	return nil
}

func (q *logQL) close(t token) error {
	pairs := map[string]string{")": "(", "]": "[", "}": "{"}
	n := len(q.open) - 1
	if n < 0 || q.open[n].text != pairs[t.text] {
		return fmt.Errorf("at %d: %s closes nothing", t.at, t.text)
	}
	q.open = q.open[:n]
	return nil
}

// text is the token at i; "" behind the end.
func (q *logQL) text(i int) string {
	if i < 0 || i >= len(q.tokens) {
		return ""
	}
	return q.tokens[i].text
}

var word = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// selector checks {a="b", c=~"d"}: Loki wants one matcher at least that an empty label does not match.
func (q *logQL) selector(i int) error {
	at, narrow := q.tokens[i].at, false
	for i++; ; i += 4 {
		name, operator, value := q.text(i), q.text(i+1), q.text(i+2)
		if !word.MatchString(name) || !slices.Contains([]string{"=", "!=", "=~", "!~"}, operator) || value == "" || !strings.ContainsRune("\"`", rune(value[0])) {
			return fmt.Errorf(`at %d: a selector is like {k8s_namespace_name="shop", service_name=~"cart.*"}`, at)
		}
		text := value[1 : len(value)-1]
		if strings.HasSuffix(operator, "~") {
			expression, err := regexp.Compile("^(?:" + strings.ReplaceAll(text, `\\`, `\`) + ")$")
			if err != nil {
				return fmt.Errorf("at %d: %w", q.tokens[i+2].at, err)
			}
			narrow = narrow || operator == "=~" && !expression.MatchString("")
		}
		narrow = narrow || operator == "=" && text != ""
		if q.text(i+3) == "," {
			continue
		}
		if q.text(i+3) != "}" {
			return fmt.Errorf("at %d: the selector does not end with }", at)
		}
		if !narrow {
			return fmt.Errorf("at %d: the selector takes every stream: at least one label must have a value", at)
		}
		return nil
	}
}

// overTime are the functions of a range of lines, vector those of numbers, and words those before a list in brackets, of LogQL 3.6.
func overTime() []string {
	return []string{"rate", "rate_counter", "count_over_time", "bytes_rate", "bytes_over_time", "absent_over_time", "sum_over_time",
		"avg_over_time", "max_over_time", "min_over_time", "first_over_time", "last_over_time", "stdvar_over_time", "stddev_over_time",
		"quantile_over_time"}
}

func vector() []string {
	return []string{"sum", "avg", "max", "min", "count", "topk", "bottomk", "stddev", "stdvar", "sort", "sort_desc", "label_replace",
		"vector", "approx_topk"}
}

func words() []string {
	return []string{"by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "ip", "bytes", "duration",
		"duration_seconds", "offset", "bool"}
}

func (q *logQL) function(i int) error {
	name := q.tokens[i-1]
	known := slices.Concat(overTime(), vector(), words())
	if !slices.Contains(known, name.text) {
		return fmt.Errorf("at %d: unknown function %s%s", name.at, name.text, strict.Hint(name.text, known))
	}
	if !slices.Contains(overTime(), name.text) {
		return nil
	}
	q.ranges++
	for depth, j := 1, i+1; j < len(q.tokens) && depth > 0; j++ {
		switch q.tokens[j].text {
		case "[":
			return nil
		case "(":
			depth++
		case ")":
			depth--
		}
	}
	return fmt.Errorf("at %d: %s needs a range, like [5m]", name.at, name.text)
}

func (q *logQL) length(i int) error {
	if q.text(i) == "[" && !duration.MatchString(q.text(i+1)) {
		return fmt.Errorf("at %d: found [%s, want a length of time like [5m]", q.tokens[i].at, q.text(i+1))
	}
	return nil
}
