package faults

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// changed wants a line of the deployment, and one of a rollout.
func (f *Faults) changed(ctx context.Context) (note string, err error) {
	queries := []string{`{service_name="kalypso-deployments"}`, `{service_name="k8s-events"} | k8s_event_reason="ScalingReplicaSet"`}
	err = kube.Eventually(ctx, time.Minute, func() error {
		for _, query := range queries {
			line, err := f.line(ctx, query)
			if err != nil {
				return err
			}
			if query == queries[0] {
				note = line
			}
		}
		return nil
	})
	return note, err
}

// line is the newest of the last three hours.
func (f *Faults) line(ctx context.Context, query string) (string, error) {
	var found struct {
		Data struct {
			Result []struct{ Values [][]string }
		}
	}
	path := lokiAddress + "/loki/api/v1/query_range?" + url.Values{"query": {query}, "since": {"3h"}, "limit": {"1"}}.Encode()
	if err := f.Client.Get(ctx, path, &found); err != nil {
		return "", fmt.Errorf("asking Loki for what changed: %w", err)
	}
	for _, stream := range found.Data.Result {
		for _, value := range stream.Values {
			return value[1], nil
		}
	}
	return "", fmt.Errorf("Loki has no line of %s", query)
}
