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

	"github.com/kalypsoServing/kalypso/cmd/kalypso/verify/job"
	"github.com/kalypsoServing/kalypso/stacks/proof"
)

// platform is what is to be proven: of the file, of the environment in a Job, else of the stack.
func (v *verification) platform(ctx context.Context) (proof.Platform, error) {
	if v.expect != "" {
		text, err := os.ReadFile(v.expect)
		if err != nil {
			return proof.Platform{}, fmt.Errorf("reading what is to be proven: %w", err)
		}
		return parse(text)
	}
	if text := os.Getenv(job.ExpectVariable); text != "" {
		return parse([]byte(text))
	}
	outputs, err := v.outputs(ctx)
	if err != nil {
		return proof.Platform{}, err
	}
	if v.access.Context == "" {
		v.access.Context = outputs.Context
	}
	if len(outputs.Proof) == 0 {
		return proof.Platform{}, fmt.Errorf("stack %s has no output proof: is it deployed, and by this version? "+
			"pulumi stack output --stack %[1]s", v.stack)
	}
	return parse(outputs.Proof)
}

// parse reads a platform, which may be JSON in a JSON text.
func parse(text []byte) (proof.Platform, error) {
	var inner string
	if json.Unmarshal(text, &inner) == nil {
		text = []byte(inner)
	}
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
