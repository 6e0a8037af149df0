package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/pulumi"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// Live compares the pod template of every workload in the cluster with what Helm's record of its release says, made whole by
// the API server itself: it is asked to make the workload anew under another name, without doing so. It returns how many there
// are, and all differences.
func Live(ctx context.Context, client *kube.Client, state []apitype.ResourceV3) (workloads int, err error) {
	var problems []error
	for _, resource := range state {
		if resource.Type != pulumi.ReleaseType {
			continue
		}
		release, err := askedFor(resource)
		if err != nil {
			return workloads, err
		}
		found, err := records.Read(ctx, client, release.Namespace)
		if err != nil {
			return workloads, err
		}
		objects, err := render.Parse(map[string]string{"manifest.yaml": found[release.Name].Manifest})
		if err != nil {
			return workloads, err
		}
		for _, object := range objects {
			if path := templated(object, release.Namespace); path != "" {
				workloads++
				problems = append(problems, sameTemplate(ctx, client, path, object))
			}
		}
	}
	return workloads, errors.Join(problems...)
}

// templated is the address of the kind if its objects make pods and stay; else "".
func templated(object render.Object, namespace string) string {
	switch kind := object.Kind(); kind {
	case "Deployment", "StatefulSet", "DaemonSet":
		if metadata, ok := object["metadata"].(map[string]any); ok {
			if own, ok := metadata["namespace"].(string); ok {
				namespace = own
			}
		}
		return "/apis/apps/v1/namespaces/" + namespace + "/" + strings.ToLower(kind) + "s"
	}
	return ""
}

func sameTemplate(ctx context.Context, client *kube.Client, path string, object render.Object) error {
	metadata, _ := object["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	var live kube.Object
	if err := client.Get(ctx, path+"/"+name, &live); err != nil {
		return err
	}
	metadata["name"] = "fresh-" + name
	defer func() { metadata["name"] = name }()
	body, err := json.Marshal(object)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", name, err)
	}
	answer, err := client.Send(ctx, http.MethodPost, path+"?dryRun=All", "application/json", body)
	if err != nil {
		return err
	}
	var fresh kube.Object
	if err := json.Unmarshal(answer, &fresh); err != nil {
		return fmt.Errorf("decoding %s: %w", name, err)
	}
	if diff := difference(template(fresh), template(live)); diff != "" {
		return fmt.Errorf("%s/%s runs other pods (+) than its release says (-):\n%s", path, name, diff)
	}
	return nil
}

func template(object kube.Object) map[string]any {
	spec, _ := object["spec"].(map[string]any)
	pods, _ := spec["template"].(map[string]any)
	return pods
}
