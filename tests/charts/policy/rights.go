package policy

import (
	"slices"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// ReadsEverySecret tells whether a ClusterRole reads the Secrets of every namespace.
func ReadsEverySecret(object Object) bool {
	if object.Kind() != "ClusterRole" {
		return false
	}
	return slices.ContainsFunc(render.List(object.Object, "rules"), func(rule map[string]any) bool {
		has := func(key string, any ...string) bool {
			list, _ := rule[key].([]interface{})
			return slices.ContainsFunc(list, func(one interface{}) bool {
				text, _ := one.(string)
				return text == "*" || slices.Contains(any, text)
			})
		}
		_, some := rule["resourceNames"]
		return !some && has("apiGroups", "") && has("resources", "secrets") && has("verbs", "get", "list", "watch")
	})
}
