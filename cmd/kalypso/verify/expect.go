package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/kalypsoServing/kalypso/components/kit/proof"
	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// given is what is to be proven where a file or, in a Job, the environment says it.
func (v *verification) given() (platform proof.Platform, found bool, err error) {
	text := os.Getenv(proof.Environment)
	if v.expect != "" {
		file, err := os.ReadFile(v.expect)
		if err != nil {
			return platform, false, fmt.Errorf("reading what is to be proven: %w", err)
		}
		text = string(file)
	}
	if text == "" {
		return platform, false, nil
	}
	platform, err = parse([]byte(text))
	return platform, true, err
}

// deployed is what the platform in the cluster says of itself.
func deployed(ctx context.Context, client *kube.Client) (proof.Platform, error) {
	var list struct {
		Items []struct{ Data map[string]string }
	}
	if err := client.Get(ctx, "/api/v1/configmaps?labelSelector="+proof.Label, &list); err != nil {
		return proof.Platform{}, fmt.Errorf("looking for the platform: %w", err)
	}
	if len(list.Items) == 0 {
		return proof.Platform{}, fmt.Errorf("looking for the platform: no ConfigMap of this cluster has the label %s: "+
			"is it the right cluster, and is the platform deployed with telemetry, and by this version?", proof.Label)
	}
	return parse([]byte(list.Items[0].Data[proof.Entry]))
}

// parse reads a platform.
func parse(text []byte) (proof.Platform, error) {
	var platform proof.Platform
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&platform); err != nil {
		return platform, fmt.Errorf("reading what is to be proven: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return platform, errors.New("reading what is to be proven: there is something after it")
	}
	return platform, check(platform)
}

// check refuses what no check could ask.
func check(platform proof.Platform) error {
	var problems []error
	known := func(where, store string) {
		if !slices.Contains([]string{"metrics", "logs", "traces", "profiles"}, store) {
			problems = append(problems, fmt.Errorf("%s: want metrics, logs, traces or profiles, found %q", where, store))
		}
	}
	for _, fresh := range platform.Fresh {
		known("fresh "+fresh.Name, fresh.Store)
	}
	for _, link := range platform.Links {
		known("link "+link.Name+", from", link.From)
		known("link "+link.Name+", to", link.To)
	}
	if platform.Metrics == "" && platform.Logs == "" && platform.Traces == "" && platform.Profiles == "" {
		problems = append(problems, errors.New("no store is named"))
	}
	if len(problems) > 0 {
		return fmt.Errorf("reading what is to be proven: %w", errors.Join(problems...))
	}
	return nil
}
