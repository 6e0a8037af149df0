package drift

import (
	"encoding/base64"
	"maps"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
)

// wanted is what a rendered object still says about itself when it is in the cluster. Left out is what controllers write: the status,
// the replicas where an autoscaler sets them, the certificates and the failure policy of webhooks (istiod writes both), the certificate
// of an API and of a CRD's conversion, the rules of a role that is put together of others. Of the metadata only labels and annotations count.
func wanted(object render.Object, autoscaled bool) map[string]any {
	fields := maps.Clone(object)
	delete(fields, "status")
	delete(fields, "apiVersion") // it is in the address, and the server answers in that version
	delete(fields, "kind")
	metadata, _ := fields["metadata"].(map[string]any)
	fields["metadata"] = map[string]any{"labels": metadata["labels"], "annotations": metadata["annotations"]}
	if fields["aggregationRule"] != nil {
		delete(fields, "rules")
	}
	if spec, ok := fields["spec"].(map[string]any); ok {
		spec = maps.Clone(spec)
		delete(spec, "caBundle")
		if object.Kind() == "CustomResourceDefinition" {
			delete(spec, "conversion")
		}
		if autoscaled {
			delete(spec, "replicas")
		}
		fields["spec"] = spec
	}
	if webhooks, ok := fields["webhooks"].([]any); ok {
		fields["webhooks"] = hooks(webhooks)
	}
	if secret(object) {
		fields["data"] = data(fields)
		delete(fields, "stringData")
	}
	return fields
}

func secret(object render.Object) bool { return object.Kind() == "Secret" }

// hooks are webhooks without what their owners write at run time.
func hooks(rendered []any) []any {
	var all []any
	for _, item := range rendered {
		hook, ok := item.(map[string]any)
		if !ok {
			continue
		}
		hook = maps.Clone(hook)
		delete(hook, "failurePolicy")
		if client, ok := hook["clientConfig"].(map[string]any); ok {
			client = maps.Clone(client)
			delete(client, "caBundle")
			hook["clientConfig"] = client
		}
		all = append(all, hook)
	}
	return all
}

// data is what the API server makes of a Secret's data and stringData.
func data(fields map[string]any) map[string]any {
	all := map[string]any{}
	encoded, _ := fields["data"].(map[string]any)
	maps.Copy(all, encoded)
	plain, _ := fields["stringData"].(map[string]any)
	for key, value := range plain {
		if s, ok := value.(string); ok {
			all[key] = base64.StdEncoding.EncodeToString([]byte(s))
		}
	}
	return all
}

// hidden are a Secret's differences without their values.
func hidden(differences []Difference) []Difference {
	for i := range differences {
		differences[i].Live, differences[i].Rendered = "(secret)", "(secret)"
	}
	return differences
}
