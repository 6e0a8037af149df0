package diagnosis

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/kalypsoServing/kalypso/components/cluster/api"
)

// patience bounds one look at a namespace.
const patience = 5 * time.Second

// API is a cluster's API: api.Client, or another that asks by paths.
type API interface {
	Get(ctx context.Context, path string, into any) error
	Text(ctx context.Context, path string) (string, error)
}

// Ask looks at a namespace and returns what is not ready there, and why. What cannot be read is left out.
func Ask(ctx context.Context, client API, namespace string) []string {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	facts := Facts{Logs: map[string]string{}}
	base := "/api/v1/namespaces/" + namespace
	list(ctx, client, base+"/pods", &facts.Pods)
	list(ctx, client, base+"/persistentvolumeclaims", &facts.Claims)
	for _, kind := range []string{"deployments", "statefulsets", "daemonsets"} {
		var found []Workload
		list(ctx, client, "/apis/apps/v1/namespaces/"+namespace+"/"+kind, &found)
		facts.Workloads = append(facts.Workloads, found...)
	}
	list(ctx, client, base+"/events?fieldSelector=type%3DWarning", &facts.Events)
	for _, pod := range facts.Pods {
		for _, c := range append(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses...) {
			if c.Crashes() && len(facts.Logs) < most {
				facts.Logs[pod.Metadata.Name+"/"+c.Name] = lastWords(ctx, client, base, pod.Metadata.Name, c.Name)
			}
		}
	}
	return Explain(facts)
}

func list[Item any](ctx context.Context, client API, path string, into *[]Item) {
	var found struct{ Items []Item }
	if client.Get(ctx, path, &found) == nil {
		*into = found.Items
	}
}

// lastWords are the last lines of a container's run that ended.
func lastWords(ctx context.Context, client API, base, pod, container string) string {
	text, err := client.Text(ctx, fmt.Sprintf("%s/pods/%s/log?container=%s&previous=true&tailLines=%d", base, pod, url.QueryEscape(container), logLines))
	if err != nil {
		return ""
	}
	return hidden(text)
}

// Over reports whether Helm undoes what it had begun on a release, by rolling back or removing it: pods that are not ready say nothing
// any more then. Before its record is there, and with no answer, it is not over.
func Over(ctx context.Context, client api.Client, namespace, release string) bool {
	var records struct {
		Items []struct {
			Metadata struct{ Labels map[string]string }
		}
	}
	selector := url.QueryEscape("owner=helm,name=" + release)
	if client.Metadata(ctx, "/api/v1/namespaces/"+namespace+"/secrets?labelSelector="+selector, &records) != nil {
		return false
	}
	status, newest := "", 0
	for _, r := range records.Items {
		if revision, err := strconv.Atoi(r.Metadata.Labels["version"]); err == nil && revision > newest {
			status, newest = r.Metadata.Labels["status"], revision
		}
	}
	return status == "pending-rollback" || status == "uninstalling"
}
