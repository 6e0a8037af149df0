package kube

import (
	"slices"
	"strings"
)

// DeletionBegun reports whether an object is being deleted.
func DeletionBegun(object Object) bool {
	metadata, _ := object["metadata"].(map[string]any)
	return metadata["deletionTimestamp"] != nil
}

// Conditions says what keeps an object from going: its finalizers, and what its conditions report. It begins with ": ", or is "".
func Conditions(object Object) string {
	var all []string
	metadata, _ := object["metadata"].(map[string]any)
	if finalizers, _ := metadata["finalizers"].([]any); len(finalizers) > 0 {
		all = append(all, "finalizers "+join(finalizers))
	}
	status, _ := object["status"].(map[string]any)
	conditions, _ := status["conditions"].([]any)
	for _, item := range conditions {
		condition, _ := item.(map[string]any)
		message, _ := condition["message"].(string)
		if condition["status"] == "True" && message != "" && !slices.Contains(all, message) {
			all = append(all, message)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return ": " + strings.Join(all, "; ")
}

func join(items []any) string {
	var texts []string
	for _, item := range items {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}
