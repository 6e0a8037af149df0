// Package records reads what Helm keeps about its releases.
package records

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// Release names a Helm release.
type Release struct{ Namespace, Name string }

// Record is what Helm keeps about a release, in a Secret.
type Record struct {
	Name     string         `json:"name"`
	Revision int            `json:"version"`
	Manifest string         `json:"manifest"`
	Config   map[string]any `json:"config"`
	Info     struct {
		Status      string `json:"status"`
		Description string `json:"description"`
	} `json:"info"`
	Chart struct {
		Metadata struct {
			Name    string `json:"name"`
			Version string `json:"version"`
		} `json:"metadata"`
	} `json:"chart"`
}

// Read reads the newest record of every Helm release in a namespace.
func Read(ctx context.Context, client *kube.Client, namespace string) (map[string]Record, error) {
	var secrets struct {
		Items []struct {
			Metadata struct{ Labels map[string]string }
			Data     map[string]string
		}
	}
	if err := client.Get(ctx, "/api/v1/namespaces/"+namespace+"/secrets?labelSelector=owner%3Dhelm", &secrets); err != nil {
		return nil, fmt.Errorf("listing Helm releases in %s: %w", namespace, err)
	}
	newest := map[string]Record{}
	var failures []error
	for _, secret := range secrets.Items {
		name := secret.Metadata.Labels["name"]
		revision, err := strconv.Atoi(secret.Metadata.Labels["version"])
		if err != nil || revision <= newest[name].Revision {
			failures = append(failures, err)
			continue
		}
		record, err := decode(secret.Data["release"])
		if err != nil {
			failures = append(failures, fmt.Errorf("reading Helm release %s in %s: %w", name, namespace, err))
			continue
		}
		newest[name] = record
	}
	return newest, errors.Join(failures...)
}

func decode(data string) (Record, error) {
	var record Record
	text, err := Unpack(data)
	if err != nil {
		return record, err
	}
	if err := json.Unmarshal(text, &record); err != nil {
		return record, fmt.Errorf("decoding Helm's record: %w", err)
	}
	return record, nil
}

// Unpack undoes, for what a record's Secret has as "release", Kubernetes' base64, then Helm's base64 of a gzip of JSON.
func Unpack(data string) ([]byte, error) {
	outer, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return nil, fmt.Errorf("decoding the Secret: %w", err)
	}
	inner, err := base64.StdEncoding.DecodeString(string(outer))
	if err != nil {
		return nil, fmt.Errorf("decoding Helm's record: %w", err)
	}
	unzip, err := gzip.NewReader(bytes.NewReader(inner))
	if err != nil {
		return nil, fmt.Errorf("unpacking Helm's record: %w", err)
	}
	text, err := io.ReadAll(unzip)
	if err != nil {
		return nil, fmt.Errorf("unpacking Helm's record: %w", err)
	}
	return text, nil
}
