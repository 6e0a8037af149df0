package grafana

import (
	"cmp"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

// configMap is a dashboard for the sidecar, which loads every ConfigMap of the namespace with that label into the folder of the
// annotation. Each has one of its own: what holds several would move them between ConfigMaps as they grow, and the sidecar removes
// a file after it was written anew.
func configMap(dashboard manifest.Dashboard, namespace string) manifest.Object {
	name := strings.ToLower(strings.ReplaceAll(dashboard.UID, "_", "-"))
	return manifest.Object{
		"apiVersion": "v1",
		"kind":       "ConfigMap",
		"metadata": kit.Tree{
			"name":        "dashboard-" + strings.Trim(name, "-"),
			"namespace":   namespace,
			"labels":      kit.Tree{"grafana_dashboard": "1"},
			"annotations": kit.Tree{"grafana_folder": Folder(dashboard)},
		},
		// The sidecar's files of one folder have their names from here.
		"data": kit.Tree{dashboard.UID + ".json": dashboard.JSON()},
	}
}

// Folder is the folder of Grafana that a dashboard is in: its own, or one by the name of its component.
func Folder(dashboard manifest.Dashboard) string {
	component, _, _ := strings.Cut(dashboard.File, "/")
	return cmp.Or(dashboard.Folder, component)
}
