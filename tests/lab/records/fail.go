package records

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// failed is Helm's word for a release whose last operation did not succeed.
const failed = "failed"

// Path is where a record is at the API server.
func Path(namespace string, of Record) string {
	return fmt.Sprintf("/api/v1/namespaces/%s/secrets/sh.helm.release.v1.%s.v%d", namespace, of.Name, of.Revision)
}

// Fail writes into a record that Helm's last operation failed, as Helm does when it is interrupted. All else in it stays.
func Fail(ctx context.Context, client *kube.Client, namespace string, of Record) error {
	path := Path(namespace, of)
	var secret struct{ Data map[string]string }
	if err := client.Get(ctx, path, &secret); err != nil {
		return fmt.Errorf("reading Helm release %s in %s: %w", of.Name, namespace, err)
	}
	text, err := Unpack(secret.Data["release"])
	if err != nil {
		return fmt.Errorf("reading Helm release %s in %s: %w", of.Name, namespace, err)
	}
	data, err := asFailed(text)
	if err != nil {
		return fmt.Errorf("encoding Helm release %s in %s: %w", of.Name, namespace, err)
	}
	change := kube.Object{
		"metadata": kube.Object{"labels": kube.Object{"status": failed}},
		"data":     kube.Object{"release": data},
	}
	if err := client.Merge(ctx, path, change); err != nil {
		return fmt.Errorf("writing Helm release %s in %s: %w", of.Name, namespace, err)
	}
	return nil
}

func asFailed(text []byte) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var record map[string]any
	if err := decoder.Decode(&record); err != nil {
		return "", err
	}
	info, _ := record["info"].(map[string]any)
	info["status"], info["description"] = failed, "Helm was killed at work; marked by kalypso recover"
	return Encode(record)
}

// Encode is a record as Helm keeps it in a Secret.
func Encode(record any) (string, error) {
	text, err := json.Marshal(record)
	if err != nil {
		return "", err
	}
	var zipped bytes.Buffer
	zip := gzip.NewWriter(&zipped)
	if _, err := zip.Write(text); err != nil {
		return "", err
	}
	if err := zip.Close(); err != nil {
		return "", err
	}
	inner := base64.StdEncoding.EncodeToString(zipped.Bytes())
	return base64.StdEncoding.EncodeToString([]byte(inner)), nil
}
