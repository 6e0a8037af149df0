package adoption

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kalypsoServing/kalypso/tests/lab/charts/render"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// Look finds what a cluster has of what is wanted. It changes nothing.
func Look(ctx context.Context, client *kube.Client, wanted []Wanted) (Cluster, error) {
	c := Cluster{Records: map[records.Release]records.Record{}}
	var failures []error
	for _, w := range wanted {
		for _, one := range w.items() {
			found, err := look(ctx, client, one)
			if err != nil {
				failures = append(failures, fmt.Errorf("looking for %s: %w", w.Object.ID(), err))
				continue
			}
			c.Found = append(c.Found, found)
		}
	}
	failures = append(failures, c.recorded(ctx, client), c.left(ctx, client))
	var err error
	c.Applications, err = applications(ctx, client)
	return c, errors.Join(append(failures, err)...)
}

// items are the objects in an object of a kind such as RoleBindingList.
func (w Wanted) items() []Wanted {
	items := render.List(w.Object, "items")
	if w.Object["metadata"] != nil || len(items) == 0 {
		return []Wanted{w}
	}
	var all []Wanted
	for _, item := range items {
		one := w
		one.Object = item
		all = append(all, one)
	}
	return all
}

func look(ctx context.Context, client *kube.Client, w Wanted) (Found, error) {
	version, _ := w.Object["apiVersion"].(string)
	own, _ := render.At[string](w.Object, "metadata", "namespace")
	namespace := cmp.Or(own, w.Release.Namespace)
	path, namespaced, err := client.Path(ctx, version, w.Object.Kind(), namespace, w.Object.Name())
	f := Found{Wanted: w, Path: path, ID: w.Object.ID()}
	if namespaced || path == "" && namespace != "" {
		f.ID = w.Object.Kind() + "/" + namespace + "/" + w.Object.Name()
	}
	if err != nil || path == "" {
		return f, err
	}
	err = client.Get(ctx, path, &f.Live)
	if apierrors.IsNotFound(err) {
		f.Live = nil
		return f, nil
	}
	if err != nil {
		return f, err
	}
	return f, f.tried(ctx, client)
}

// tried asks the API server to make the live object what is wanted, without doing it. What is no contradiction to the live object's
// fixed fields is no reason: the update will say it.
func (f *Found) tried(ctx context.Context, client *kube.Client) error {
	body, err := json.Marshal(f.Wanted.Object)
	if err != nil {
		return fmt.Errorf("encoding it: %w", err)
	}
	_, err = client.Send(ctx, http.MethodPatch, f.Path+"?dryRun=All", string(types.StrategicMergePatchType), body)
	if f.Custom = apierrors.IsUnsupportedMediaType(err); f.Custom {
		_, err = client.Send(ctx, http.MethodPatch, f.Path+"?dryRun=All", string(types.MergePatchType), body)
	}
	if status := (&apierrors.StatusError{}); errors.As(err, &status) && apierrors.IsInvalid(err) {
		if said := status.ErrStatus.Message; strings.Contains(said, "immutable") || strings.Contains(said, "Forbidden") {
			_, f.Unchangeable, _ = strings.Cut(said, " is invalid: ")
		}
	}
	return nil
}

// recorded reads Helm's records of the releases.
func (c *Cluster) recorded(ctx context.Context, client *kube.Client) error {
	var failures []error
	namespaces := map[string]map[string]records.Record{}
	for name := range c.releases() {
		if namespaces[name.Namespace] == nil {
			found, err := records.Read(ctx, client, name.Namespace)
			failures = append(failures, err)
			namespaces[name.Namespace] = found
		}
		if record, ok := namespaces[name.Namespace][name.Name]; ok {
			c.Records[name] = record
		}
	}
	return errors.Join(failures...)
}

// left finds what is in the records of installations by hand and is not wanted: an upgrade removes it.
func (c *Cluster) left(ctx context.Context, client *kube.Client) error {
	wanted := map[string]bool{}
	for _, f := range c.Found {
		wanted[f.ID] = true
	}
	var failures []error
	ours := c.releases()
	for name, record := range c.Records {
		objects, err := render.Parse(map[string]string{"manifest of " + name.Name: record.Manifest})
		failures = append(failures, err)
		for _, object := range objects {
			f, err := look(ctx, client, Wanted{Object: object, Release: ours[name], Namespace: name.Namespace})
			failures = append(failures, err)
			if f.Left = true; !wanted[f.ID] && f.Live != nil {
				c.Found = append(c.Found, f)
			}
		}
	}
	return errors.Join(failures...)
}

// applications lists those of Argo CD; none where there is no Argo CD.
func applications(ctx context.Context, client *kube.Client) ([]Application, error) {
	var list struct {
		Items []struct {
			Metadata struct{ Namespace, Name string }
			Spec     struct {
				SyncPolicy struct{ Automated map[string]any }
			}
			Status struct {
				Resources []struct{ Kind, Namespace, Name string }
			}
		}
	}
	err := client.Get(ctx, "/apis/argoproj.io/v1alpha1/applications", &list)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing Argo CD's applications: %w", err)
	}
	var all []Application
	for _, item := range list.Items {
		one := Application{Namespace: item.Metadata.Namespace, Name: item.Metadata.Name, Automated: item.Spec.SyncPolicy.Automated != nil}
		for _, r := range item.Status.Resources {
			id := r.Kind + "/" + r.Name
			if r.Namespace != "" {
				id = r.Kind + "/" + r.Namespace + "/" + r.Name
			}
			one.Objects = append(one.Objects, id)
		}
		all = append(all, one)
	}
	return all, nil
}

// Offers are the API versions of a cluster beyond those that every one has, as charts ask for them: group/version, group/version/Kind.
func Offers(ctx context.Context, client *kube.Client) (kubeVersion string, versions []string, err error) {
	var server struct{ GitVersion string }
	var groups struct {
		Groups []struct {
			Versions []struct{ GroupVersion string }
		}
	}
	if err := errors.Join(client.Get(ctx, "/version", &server), client.Get(ctx, "/apis", &groups)); err != nil {
		return "", nil, fmt.Errorf("asking the cluster for its APIs: %w", err)
	}
	for _, group := range groups.Groups {
		for _, version := range group.Versions {
			var known struct{ Resources []struct{ Kind string } }
			err := client.Get(ctx, "/apis/"+version.GroupVersion, &known)
			if apierrors.IsServiceUnavailable(err) {
				continue // its server is down, and Helm does without it
			}
			if err != nil {
				return "", nil, fmt.Errorf("asking the cluster for %s: %w", version.GroupVersion, err)
			}
			versions = append(versions, version.GroupVersion)
			for _, resource := range known.Resources {
				versions = append(versions, version.GroupVersion+"/"+resource.Kind)
			}
		}
	}
	return server.GitVersion, versions, nil
}
