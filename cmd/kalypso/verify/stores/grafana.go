package stores

import (
	"context"
	"fmt"
	"net/url"
)

// Grafana reads stores through its datasources.
type Grafana struct{ API }

// Through is a store's API behind a datasource.
func (g Grafana) Through(uid string) API {
	return g.Below("/api/datasources/proxy/uid/" + url.PathEscape(uid))
}

// Health is nil if Grafana says that the datasource works.
func (g Grafana) Health(ctx context.Context, uid string) error {
	var found struct{ Status, Message string }
	if err := g.Get(ctx, "/api/datasources/uid/"+url.PathEscape(uid)+"/health", nil, &found); err != nil {
		return err
	}
	if found.Status != "OK" {
		return fmt.Errorf("datasource %s is %s: %s", uid, found.Status, found.Message)
	}
	return nil
}
