package checks

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/stores"
	"github.com/kalypsoServing/kalypso/components/kit/proof"
)

// click is what Grafana knows where somebody clicks.
type click struct {
	TraceID, SpanID string
	// Value is what was clicked at, an exemplar's or a log's trace id.
	Value string
	// Attributes are the span's, those of its service first.
	Attributes []stores.Attribute
}

// expand fills the templates in a query as Grafana's links do.
func (c click) expand(query string, tags []proof.Tag) (string, error) {
	labels := c.labels(tags)
	if labels == "" && len(tags) > 0 {
		return "", errors.New("there is no link: the span has none of the attributes that it is made of")
	}
	query = strings.NewReplacer(
		"${__tags}", labels, "$__tags", labels,
		"${__span.traceId}", c.TraceID, "${__span.spanId}", c.SpanID, "${__value.raw}", c.Value,
		// What the metrics' datasource makes of half an hour, of points of a minute.
		"$__rate_interval", "4m", "${__rate_interval}", "4m", "$__interval", "1m", "${__interval}", "1m", "$__range", "30m", "${__range}", "30m",
	).Replace(query)
	if left := regexp.MustCompile(`\$\{[^}]*\}|\$__\w+`).FindString(query); left != "" {
		return "", fmt.Errorf("%s in the link is not filled: %s", left, query)
	}
	return query, nil
}

// labels are the tags as matchers. What the span lacks is left out.
func (c click) labels(tags []proof.Tag) string {
	var matchers []string
	for _, tag := range tags {
		label := tag.Label
		if label == "" {
			label = tag.Attribute
		}
		if value := stores.Value(c.Attributes, tag.Attribute); value != "" {
			matchers = append(matchers, fmt.Sprintf("%s=%q", label, value))
		}
	}
	return strings.Join(matchers, ", ")
}
