package backend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// ring is a group of pods that share data, and the page on which one of its readers tells who is in it.
type ring struct{ name, address, path string }

// Ready is nil if the ingester and every other pod says of itself that it is ready, and if the rings that hold data have
// members, all of them active. It does not wait.
func (b Backend) Ready(ctx context.Context, client *kube.Client) error {
	pods, err := b.pods(ctx, client)
	if err != nil {
		return err
	}
	var unready []error
	if !slices.Contains(pods, b.Ingester) {
		unready = append(unready, fmt.Errorf("%s: there is no pod %s", b.Name, b.Ingester))
	}
	for _, pod := range pods {
		if _, err := get(ctx, client, b.pod(pod, "/ready")); err != nil {
			unready = append(unready, fmt.Errorf("asking %s whether it is ready: %w", pod, err))
		}
	}
	for _, r := range b.rings {
		page, err := get(ctx, client, b.service(r.address, r.path))
		if err == nil {
			err = active(page)
		}
		if err != nil {
			unready = append(unready, fmt.Errorf("looking at %s's ring %s: %w", b.Name, r.name, err))
		}
	}
	return errors.Join(unready...)
}

// pods are the names of the release's pods, but for the gateway's, which is no part of the program.
func (b Backend) pods(ctx context.Context, client *kube.Client) ([]string, error) {
	selector := "app.kubernetes.io/instance=" + b.Name + ",app.kubernetes.io/component!=gateway"
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	path := "/api/v1/namespaces/" + b.Namespace + "/pods?labelSelector=" + url.QueryEscape(selector)
	if err := client.Get(ctx, path, &list); err != nil {
		return nil, fmt.Errorf("listing the pods of %s: %w", b.Name, err)
	}
	var names []string
	for _, item := range list.Items {
		names = append(names, item.Metadata.Name)
	}
	return names, nil
}

// active wants members in a ring, and all of them in its state for those that work.
func active(page []byte) error {
	var members struct {
		Shards []struct{ ID, State string }
	}
	if err := json.Unmarshal(page, &members); err != nil {
		return fmt.Errorf("decoding %s: %w", excerpt(page), err)
	}
	if len(members.Shards) == 0 {
		return errors.New("it has no member")
	}
	var idle []error
	for _, member := range members.Shards {
		if member.State != "ACTIVE" {
			idle = append(idle, fmt.Errorf("%s is %s", member.ID, member.State))
		}
	}
	return errors.Join(idle...)
}
