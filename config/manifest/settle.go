package manifest

import (
	"slices"
	"strings"
)

// settled are the objects as they are deployed.
func (d *directory) settled(all []placed, namespace string, rewrite bool) []Object {
	var out []Object
	for _, object := range all {
		out = append(out, object.Object)
	}
	settle(out, namespace, rewrite)
	return out
}

// settle puts objects into the component's namespace, as Kustomize does: those that name none, and with rewrite all; with them the
// ServiceAccounts that roles are bound to. What the directory itself defines for the whole cluster gets none.
func settle(all []Object, namespace string, rewrite bool) {
	if namespace == "" {
		return
	}
	wide := clusterWide(all)
	accounts := map[string]bool{}
	for _, object := range all {
		metadata := object["metadata"].(Object)
		if ClusterScoped(object) || slices.Contains(wide, kindOf(object)) {
			continue
		}
		if object["kind"] == "ServiceAccount" {
			accounts[metadata["name"].(string)] = true
		}
		if rewrite || metadata["namespace"] == nil {
			metadata["namespace"] = namespace
		}
	}
	for _, object := range all {
		if kind := object["kind"]; kind == "RoleBinding" || kind == "ClusterRoleBinding" {
			bind(object, namespace, accounts, rewrite)
		}
	}
}

// bind fills in the namespaces of ServiceAccounts: without one, a binding grants nobody anything.
func bind(object Object, namespace string, accounts map[string]bool, rewrite bool) {
	subjects, _ := object["subjects"].([]any)
	for _, one := range subjects {
		subject, _ := one.(Object)
		if subject["kind"] != "ServiceAccount" {
			continue
		}
		name, _ := subject["name"].(string)
		if subject["namespace"] == nil || rewrite && (accounts[name] || name == "default") {
			subject["namespace"] = namespace
		}
	}
}

// clusterWide are the kinds, as group/Kind, whose definitions among the objects say so.
func clusterWide(all []Object) []string {
	var wide []string
	for _, object := range all {
		spec, _ := object["spec"].(Object)
		names, _ := spec["names"].(Object)
		if object["kind"] == "CustomResourceDefinition" && spec["scope"] == "Cluster" {
			group, _ := spec["group"].(string)
			kind, _ := names["kind"].(string)
			wide = append(wide, group+"/"+kind)
		}
	}
	return wide
}

// kindOf is group/Kind.
func kindOf(object Object) string {
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	group, _, named := strings.Cut(apiVersion, "/")
	if !named {
		group = "" // of v1
	}
	return group + "/" + kind
}
