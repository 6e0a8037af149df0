package bucket

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
)

// usersSecret has the users that the backends are to have, a file each: a name and a key.
const usersSecret = "kalypso-minio-users"

// locked is the user that the chart makes in the place of its own administrator. It may do nothing.
const locked = "locked"

// CheckUsers wants that MinIO knows the users that the platform wants now, and no others.
func CheckUsers(ctx context.Context, client *kube.Client, image string) (known int, err error) {
	var wanted struct{ Data map[string][]byte }
	if err := client.Get(ctx, "/api/v1/namespaces/"+store+"/secrets/"+usersSecret, &wanted); err != nil {
		return 0, fmt.Errorf("reading which users the platform wants: %w", err)
	}
	want := []string{locked}
	for file, content := range wanted.Data {
		if !strings.HasSuffix(file, ".json") {
			name, _, _ := bytes.Cut(content, []byte("\n"))
			want = append(want, string(name))
		}
	}
	text, err := run(ctx, client, store, administrator(image, `mc --json admin user list store`))
	if err != nil {
		return 0, fmt.Errorf("listing the users of MinIO: %w", err)
	}
	found, err := listed(text)
	if err != nil {
		return 0, err
	}
	slices.Sort(want)
	slices.Sort(found)
	if !slices.Equal(found, want) {
		return 0, fmt.Errorf("MinIO knows %q, want %q", found, want)
	}
	return len(found), nil
}

// listed are the names in mc's answer, one document a line.
func listed(text string) ([]string, error) {
	var names []string
	for line := range strings.Lines(text) {
		var user struct{ AccessKey string }
		if err := json.Unmarshal([]byte(line), &user); err != nil {
			return nil, fmt.Errorf("decoding a user of MinIO %q: %w", line, err)
		}
		names = append(names, user.AccessKey)
	}
	return names, nil
}

// administrator is a pod beside MinIO that does something as its administrator.
func administrator(image, do string) kube.Object {
	object := pod(image, "", nil)
	container := object["spec"].(kube.Object)["containers"].([]any)[0].(kube.Object)
	container["command"] = []any{"/bin/sh", "-ec", `mc alias set --api S3v4 --path on store "$STORE" "$rootUser" "$rootPassword" >/dev/null
` + do}
	container["envFrom"] = []any{kube.Object{"secretRef": kube.Object{"name": rootSecret}}}
	return object
}
