package stores

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Shows is nil if Grafana has every dashboard in its folder; folders are by uid.
func (g Grafana) Shows(ctx context.Context, folders map[string]string) (string, error) {
	var found []struct {
		UID    string `json:"uid"`
		Folder string `json:"folderTitle"`
	}
	if err := g.Get(ctx, "/api/search", url.Values{"type": {"dash-db"}, "limit": {"5000"}}, &found); err != nil {
		return "", err
	}
	there := map[string]string{}
	for _, one := range found {
		there[one.UID] = one.Folder
	}
	var wrong []string
	in := map[string]bool{}
	for _, uid := range slices.Sorted(maps.Keys(folders)) {
		in[folders[uid]] = true
		switch folder, ok := there[uid]; {
		case !ok:
			wrong = append(wrong, uid+" is missing")
		case folder != folders[uid]:
			wrong = append(wrong, fmt.Sprintf("%s is in folder %q, not in %q", uid, folder, folders[uid]))
		}
	}
	if len(wrong) > 0 {
		return "", fmt.Errorf("%d of %d dashboards: %s", len(wrong), len(folders), strings.Join(wrong, ", "))
	}
	return fmt.Sprintf("%d in %d folders", len(folders), len(in)), nil
}

// Correlates is nil if Grafana has at least so many correlations.
func (g Grafana) Correlates(ctx context.Context, want int) (string, error) {
	var found struct {
		Correlations []struct{ Label string } `json:"correlations"`
	}
	if err := g.Get(ctx, "/api/datasources/correlations", url.Values{"limit": {"1000"}}, &found); err != nil {
		return "", err
	}
	if n := len(found.Correlations); n < want {
		return "", fmt.Errorf("%d correlations, want %d", n, want)
	}
	return fmt.Sprintf("%d", len(found.Correlations)), nil
}

// Tells is nil if the Alertmanager behind Grafana's datasource has a receiver for each contact.
func (g Grafana) Tells(ctx context.Context, contacts []string) (string, error) {
	var found []struct{ Name string }
	if err := g.Through("alertmanager").Get(ctx, "/api/v2/receivers", nil, &found); err != nil {
		return "", err
	}
	var names []string
	for _, one := range found {
		names = append(names, one.Name)
	}
	for _, contact := range contacts {
		if !slices.Contains(names, contact) {
			return "", fmt.Errorf("no receiver %s, only %s", contact, strings.Join(names, ", "))
		}
	}
	return strings.Join(names, ", "), nil
}
