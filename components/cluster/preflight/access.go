package preflight

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/components/cluster/api"
)

// denied lists the rights that are missing. Most accounts may do everything, which is one question.
func denied(ctx context.Context, client api.Client) ([]string, error) {
	if all, err := allowed(ctx, client, "*", Resource{"*", "*"}); err != nil || all {
		return nil, err
	}
	var group sync.WaitGroup
	var mutex sync.Mutex
	var missing []string
	var failures []error
	for _, what := range Created() {
		for _, verb := range verbs() {
			group.Go(func() {
				may, err := allowed(ctx, client, verb, what)
				mutex.Lock()
				defer mutex.Unlock()
				failures = append(failures, err)
				if err == nil && !may {
					missing = append(missing, verb+" "+what.String())
				}
			})
		}
	}
	group.Wait()
	slices.Sort(missing)
	return missing, errors.Join(failures...)
}

func allowed(ctx context.Context, client api.Client, verb string, what Resource) (bool, error) {
	var answer struct{ Status struct{ Allowed bool } }
	err := client.Send(ctx, http.MethodPost, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", map[string]any{
		"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
		"spec": map[string]any{"resourceAttributes": map[string]string{"verb": verb, "group": what.Group, "resource": what.Name}},
	}, &answer)
	return answer.Status.Allowed, err
}

// refusesPrivileged has the API server judge a privileged pod in namespace default, which is not made. Only a refusal by an
// admission is a reason: that this account may not make pods there, say, means nothing.
func refusesPrivileged(ctx context.Context, client api.Client) (reason string, err error) {
	err = client.Send(ctx, http.MethodPost, "/api/v1/namespaces/default/pods?dryRun=All", map[string]any{
		"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "kalypso-doctor"},
		"spec": map[string]any{"containers": []any{map[string]any{
			"name": "nothing", "image": "nothing", "securityContext": map[string]any{"privileged": true},
		}}},
	}, nil)
	if apierrors.IsForbidden(err) || apierrors.IsInvalid(err) || apierrors.IsBadRequest(err) {
		if text := err.Error(); strings.Contains(text, "violates PodSecurity") || strings.Contains(text, "denied the request") {
			return text, nil
		}
		return "", nil
	}
	if apierrors.IsNotFound(err) {
		return "", nil
	}
	return "", err
}
