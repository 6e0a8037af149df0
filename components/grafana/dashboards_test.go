package grafana

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/dashboards"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

func parsed(t *testing.T, folder, uid string, size int) manifest.Dashboard {
	t.Helper()
	read, problems := dashboards.Parse(fmt.Appendf(nil, `{"uid": %q, "title": "T", "panels": [], "description": %q}`, uid, strings.Repeat("x", size)))
	require.Empty(t, problems)
	return manifest.Dashboard{Dashboard: read, Folder: folder, File: "shop/dashboards/" + uid + ".json"}
}

func TestAFolderIsAConfigMapAndMoreWhereOneIsFull(t *testing.T) {
	files := map[string][]string{}
	for _, made := range configMaps([]manifest.Dashboard{
		parsed(t, "Big", "c", dashboards.Most/2), parsed(t, "Big", "a", dashboards.Most/2), parsed(t, "Big", "b", dashboards.Most/3),
		parsed(t, "", "lines", 0), parsed(t, "Shop", "orders", 0), parsed(t, "Shop & Co", "co", 0),
	}, "grafana") {
		metadata, size := made["metadata"].(kit.Tree), 0
		key := fmt.Sprint(metadata["name"], " ", metadata["annotations"].(kit.Tree)["grafana_folder"])
		for file, text := range made["data"].(kit.Tree) {
			files[key], size = append(files[key], file), size+len(text.(string))
		}
		assert.LessOrEqual(t, size, dashboards.Most)
	}
	for key, want := range map[string][]string{
		"dashboards-big-f69f Big":           {"a.json", "b.json"},
		"dashboards-big-f69f-2 Big":         {"c.2.json"}, // not the file that the other one had, should it have been there before
		"dashboards-shop shop":              {"lines.json"},
		"dashboards-shop-d00a Shop":         {"orders.json"},
		"dashboards-shop-co-cada Shop & Co": {"co.json"},
	} {
		assert.ElementsMatch(t, want, files[key], key)
	}
	assert.Len(t, files, 5)
}
