package apitest

import (
	"encoding/json"
	"net/http"
)

// Reviews is where an account's rights are asked for.
const Reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"

// Healthy is a cluster of one large node with all that a deployment may want, and nothing in its way.
func Healthy() *Server {
	s := &Server{Answers: map[string]any{
		"/version":                        map[string]any{"major": "1", "minor": "34"},
		"/api/v1/namespaces/default/pods": map[string]any{},
		Reviews:                           Review(func(string, string, string) bool { return true }),
	}}
	for _, path := range []string{
		"/api/v1/secrets",
		"/api/v1/namespaces", "/api/v1/persistentvolumeclaims", "/apis/apps/v1/statefulsets", "/api/v1/pods", "/api/v1/limitranges", "/api/v1/resourcequotas",
		"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", "/apis/apiregistration.k8s.io/v1/apiservices",
		"/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
		"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
		"/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
	} {
		s.List(path)
	}
	s.List("/apis/storage.k8s.io/v1/storageclasses",
		`{"metadata": {"name": "fast", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}`)
	s.List("/api/v1/services", `{"metadata": {"name": "kube-dns", "namespace": "kube-system"}}`)
	s.List("/apis/apps/v1/daemonsets", `{"metadata": {"name": "cilium", "namespace": "kube-system"}}`)
	s.List("/api/v1/nodes", `{"metadata": {"name": "one"}, "status": {"allocatable": {"cpu": "8", "memory": "32Gi"},
		"nodeInfo": {"kernelVersion": "6.8.0-64-generic"}}}`)
	return s
}

// List makes the server answer a path with a list of these objects, each as JSON.
func (s *Server) List(path string, objects ...string) {
	items := []json.RawMessage{}
	for _, object := range objects {
		items = append(items, json.RawMessage(object))
	}
	s.Answers[path] = map[string]any{"items": items}
}

// Review answers whether a right is there.
func Review(allowed func(verb, group, resource string) bool) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Spec struct {
				ResourceAttributes struct{ Verb, Group, Resource string }
			}
		}
		_ = json.NewDecoder(r.Body).Decode(&asked) // what is not read is denied
		of := asked.Spec.ResourceAttributes
		_ = json.NewEncoder(w).Encode(map[string]any{"status": map[string]any{"allowed": allowed(of.Verb, of.Group, of.Resource)}})
	}
}
