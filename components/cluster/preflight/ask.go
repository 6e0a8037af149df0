package preflight

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/kalypsoServing/kalypso/components/cluster/api"
)

// Question is what is asked, in words.
type Question string

const (
	namespaces     Question = "namespaces"
	claims         Question = "volume claims"
	storageClasses Question = "storage classes"
	services       Question = "services"
	daemonSets     Question = "DaemonSets"
	statefulSets   Question = "StatefulSets"
	nodes          Question = "nodes"
	pods           Question = "pods"
	limits         Question = "limit ranges"
	quotas         Question = "resource quotas"
	leases         Question = "the nodes' leases"
	apiServices    Question = "API services"
	releases       Question = "Helm releases"
	owned          Question = "definitions, webhooks and cluster roles"
	rights         Question = "rights"
	clock          Question = "the time"
	privilegedPod  Question = "a privileged pod, as a dry run"
)

// Patience is how long a cluster is asked at most.
const Patience = 5 * time.Second

// asking is one round of questions, all at the same time, each into a field of its own.
type asking struct {
	client api.Client
	facts  Facts
	group  sync.WaitGroup
	mutex  sync.Mutex
}

// Ask asks a cluster for all that Judge needs, within Patience and the context's deadline. What has no answer is in Facts.Failed.
func Ask(ctx context.Context, client api.Client) Facts {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	a := &asking{client: client, facts: Facts{Failed: map[Question]error{}, Owned: map[string][]Object{}}}
	f := &a.facts
	objects(ctx, a, namespaces, "/api/v1/namespaces", &f.Namespaces)
	items(ctx, a, claims, "/api/v1/persistentvolumeclaims", &f.Claims)
	items(ctx, a, storageClasses, "/apis/storage.k8s.io/v1/storageclasses", &f.StorageClasses)
	objects(ctx, a, releases, "/api/v1/secrets?labelSelector=owner%3Dhelm", &f.Releases)
	objects(ctx, a, services, "/api/v1/services", &f.Services)
	objects(ctx, a, daemonSets, "/apis/apps/v1/daemonsets", &f.DaemonSets)
	items(ctx, a, statefulSets, "/apis/apps/v1/statefulsets", &f.StatefulSets)
	items(ctx, a, nodes, "/api/v1/nodes", &f.Nodes)
	items(ctx, a, pods, "/api/v1/pods?resourceVersion=0&fieldSelector=status.phase!=Succeeded,status.phase!=Failed", &f.Pods)
	items(ctx, a, limits, "/api/v1/limitranges", &f.Limits)
	items(ctx, a, quotas, "/api/v1/resourcequotas", &f.Quotas)
	items(ctx, a, leases, "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", &f.Leases)
	items(ctx, a, apiServices, "/apis/apiregistration.k8s.io/v1/apiservices", &f.APIServices)
	for kind, path := range ownedPaths() {
		a.ask(owned, func() error { return a.owned(ctx, kind, path) })
	}
	a.ask(rights, func() (err error) { f.Denied, err = denied(ctx, client); return err })
	a.ask(privilegedPod, func() (err error) { f.Privileged, err = refusesPrivileged(ctx, client); return err })
	a.ask(clock, func() (err error) {
		f.Ahead, err = client.Clock(ctx)
		f.Now = time.Now().Add(f.Ahead)
		return err
	})
	a.group.Wait()
	return a.facts
}

// ownedPaths are where the kinds are listed of which charts make objects without a namespace.
func ownedPaths() map[string]string {
	return map[string]string{
		"CustomResourceDefinition":       "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
		"ClusterRole":                    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
		"ClusterRoleBinding":             "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
		"MutatingWebhookConfiguration":   "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
		"ValidatingWebhookConfiguration": "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
	}
}

// ask starts one question.
func (a *asking) ask(what Question, answer func() error) {
	a.group.Go(func() {
		err := answer()
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("no answer within %.0f s", Patience.Seconds())
		}
		if err != nil {
			a.mutex.Lock()
			defer a.mutex.Unlock()
			a.facts.Failed[what] = err
		}
	})
}

// objects lists objects by their metadata.
func objects(ctx context.Context, a *asking, what Question, path string, into *[]Object) {
	a.ask(what, func() error {
		var answer list[Object]
		err := a.client.Metadata(ctx, path, &answer)
		*into = answer.Items
		return err
	})
}

// items lists whole objects.
func items[T any](ctx context.Context, a *asking, what Question, path string, into *[]T) {
	a.ask(what, func() error {
		var answer list[T]
		err := a.client.Get(ctx, path, &answer)
		*into = answer.Items
		return err
	})
}

func (a *asking) owned(ctx context.Context, kind, path string) error {
	var answer list[Object]
	err := a.client.Metadata(ctx, path, &answer)
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.facts.Owned[kind] = answer.Items
	return err
}
