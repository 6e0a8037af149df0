package grafana

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/dashboards"
	"github.com/kalypsoServing/kalypso/config/manifest"
)

var unfit = regexp.MustCompile(`[^a-z0-9]+`)

// configMaps are the dashboards for the sidecar, which loads every ConfigMap of the namespace with that label into the folder of the
// annotation. A folder is one ConfigMap, and more where one does not hold it all.
func configMaps(all []manifest.Dashboard, namespace string) []manifest.Object {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b manifest.Dashboard) int {
		return cmp.Or(cmp.Compare(Folder(a), Folder(b)), cmp.Compare(a.UID, b.UID))
	})
	var made []manifest.Object
	folder, nth, size := "", 0, 0
	for _, one := range all {
		switch size += len(one.JSON()); {
		case len(made) == 0 || Folder(one) != folder:
			folder, nth, size = Folder(one), 1, len(one.JSON())
			made = append(made, configMap(folder, nth, namespace))
		case size > dashboards.Most:
			nth, size = nth+1, len(one.JSON())
			made = append(made, configMap(folder, nth, namespace))
		}
		made[len(made)-1]["data"].(kit.Tree)[file(one.UID, nth)] = one.JSON()
	}
	return made
}

func configMap(folder string, nth int, namespace string) manifest.Object {
	name := "dashboards-" + slug(folder)
	if nth > 1 {
		name += fmt.Sprintf("-%d", nth)
	}
	return manifest.Object{
		"apiVersion": "v1",
		"kind":       "ConfigMap",
		"metadata": kit.Tree{
			"name":        name,
			"namespace":   namespace,
			"labels":      kit.Tree{"grafana_dashboard": "1"},
			"annotations": kit.Tree{"grafana_folder": folder},
		},
		"data": kit.Tree{},
	}
}

// file is the name of a dashboard's file, which the sidecar writes below the folder. It is another one in the next ConfigMap: for what
// moves there, the sidecar may remove the old file last.
func file(uid string, nth int) string {
	if nth > 1 {
		return fmt.Sprintf("%s.%d.json", uid, nth)
	}
	return uid + ".json"
}

// Folder is the folder of Grafana that a dashboard is in: its own, or one by the name of its component.
func Folder(dashboard manifest.Dashboard) string {
	component, _, _ := strings.Cut(dashboard.File, "/")
	return cmp.Or(dashboard.Folder, component)
}

// slug is a folder's name as that of an object has to be, with a little of its sum where letters had to change: "Shop" and "shop" are two.
func slug(folder string) string {
	name := strings.Trim(unfit.ReplaceAllString(strings.ToLower(folder), "-"), "-")
	if name == folder {
		return name
	}
	sum := sha256.Sum256([]byte(folder))
	return strings.TrimPrefix(name+"-"+hex.EncodeToString(sum[:2]), "-")
}
