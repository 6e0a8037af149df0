package checks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// frame is a span as Grafana's trace view has it: a row, whose fields are texts, as a correlation reads them.
func frame(trace, id string, span stores.Span) map[string]string {
	return map[string]string{
		"traceID": trace, "spanID": id, "serviceName": span.Service, "operationName": span.Name,
		"serviceTags": stringified(span.Resource), "tags": stringified(span.Attributes),
		"startTime": strconv.FormatInt(span.Start.UnixMilli(), 10),
	}
}

// stringified is what JSON.stringify makes of attributes.
func stringified(attributes []stores.Attribute) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(attributes) // keys and values are texts
	return strings.TrimSpace(text.String())
}

// variables takes them out of the frame as Grafana does: without regard to case, the first group or else all of the last match.
func variables(wanted []proof.Variable, frame map[string]string) (map[string]string, error) {
	found := map[string]string{}
	for _, variable := range wanted {
		field, there := frame[variable.Field]
		if !there {
			return nil, fmt.Errorf("a trace has no field %s for variable %s", variable.Field, variable.Name)
		}
		expression, err := regexp.Compile("(?i)" + variable.Expression)
		if err != nil {
			return nil, fmt.Errorf("reading the expression of variable %s: %w", variable.Name, err)
		}
		for _, match := range expression.FindAllStringSubmatch(field, -1) {
			found[variable.Name] = match[0]
			if len(match) > 1 && match[1] != "" {
				found[variable.Name] = match[1]
			}
		}
		if found[variable.Name] == "" {
			return nil, fmt.Errorf("there is no link: variable %s is not in field %s, %s", variable.Name, variable.Field, field)
		}
	}
	return found, nil
}

// fill puts variables into a URL.
func fill(text string, variables map[string]string) string {
	for name, value := range variables {
		text = strings.ReplaceAll(text, "${"+name+"}", url.QueryEscape(value))
	}
	return text
}

// target is a query in Explore, as the URL of a correlation has it.
type target struct {
	datasource, query string
	from, to          time.Time
}

// destination is what Explore asks when it is opened by that URL.
func destination(text string) (target, error) {
	address, err := url.Parse(text)
	if err != nil {
		return target{}, fmt.Errorf("reading the link: %w", err)
	}
	var panes map[string]struct {
		Datasource string
		Queries    []struct{ LabelSelector, Expr string }
		Range      struct{ From, To string }
	}
	if err := json.Unmarshal([]byte(address.Query().Get("panes")), &panes); err != nil {
		return target{}, fmt.Errorf("reading the panes of the link %s: %w", text, err)
	}
	for _, pane := range panes {
		from, fromErr := strconv.ParseInt(pane.Range.From, 10, 64)
		to, toErr := strconv.ParseInt(pane.Range.To, 10, 64)
		if fromErr == nil && toErr == nil && len(pane.Queries) == 1 {
			query := pane.Queries[0].LabelSelector + pane.Queries[0].Expr
			return target{pane.Datasource, query, time.UnixMilli(from), time.UnixMilli(to)}, nil
		}
	}
	return target{}, fmt.Errorf("the link needs a pane with one query, and a range in milliseconds: %s", text)
}
