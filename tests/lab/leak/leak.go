// Package leak looks for credentials where more people read than may know them.
package leak

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kalypsoServing/kalypso/tests/lab/kube"
	"github.com/kalypsoServing/kalypso/tests/lab/leftover"
	"github.com/kalypsoServing/kalypso/tests/lab/records"
)

// Credentials are texts that nobody may read, by what they are.
type Credentials map[string]string

// shortest is the length from which a text is no word that stands elsewhere by chance. Every credential that the program derives, and
// every name that it makes unguessable, is longer.
const shortest = 20

// helmRecord is the type of the Secrets that Helm keeps its records in. They hold no credential of their own: whoever may see what is
// deployed reads them.
const helmRecord = "helm.sh/release.v1"

type secret struct {
	Type     string
	Metadata struct{ Namespace, Name string }
	Data     map[string]string
}

// Add reads what the Secret holds, the words of each entry. Policies have no secret in them, and a configuration is words of all kinds:
// the secrets in it are of the contacts that the user names.
func (c Credentials) Add(ctx context.Context, client *kube.Client, namespace, name string) error {
	var held secret
	if err := client.Get(ctx, fmt.Sprintf("/api/v1/namespaces/%s/secrets/%s", namespace, name), &held); err != nil {
		return fmt.Errorf("reading the Secret %s/%s: %w", namespace, name, err)
	}
	for entry, encoded := range held.Data {
		text, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return fmt.Errorf("decoding entry %s of the Secret %s/%s: %w", entry, namespace, name, err)
		}
		if strings.HasSuffix(entry, ".json") || strings.HasSuffix(entry, ".yaml") {
			continue
		}
		for i, word := range strings.Fields(string(text)) {
			if len(word) >= shortest {
				c[fmt.Sprintf("%s/%s %s, word %d", namespace, name, entry, i+1)] = word
			}
		}
	}
	return nil
}

// In names the credentials that stand in a text, as they are or in base64.
func (c Credentials) In(text string) []string {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if strings.Contains(text, c[name]) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(c[name]))) {
			found = append(found, name)
		}
	}
	return found
}

// Objects searches every object that the API lists, of every kind, Helm's records unpacked; other Secrets are where credentials belong.
// It returns how many it has searched, and a line for each that has a credential in it.
func (c Credentials) Objects(ctx context.Context, client *kube.Client) (searched int, found []string, err error) {
	kinds, err := leftover.Kinds(ctx, client)
	if err != nil {
		return 0, nil, err
	}
	for _, kind := range kinds {
		var list struct{ Items []json.RawMessage }
		err := client.Get(ctx, kind.Path, &list)
		if apierrors.IsNotFound(err) { // its definition was removed a moment ago
			continue
		}
		if err != nil {
			return 0, nil, fmt.Errorf("listing every %s: %w", kind.Name, err)
		}
		for _, item := range list.Items {
			text, name, err := readable(kind.Name, item)
			if err != nil {
				return 0, nil, err
			}
			for _, credential := range c.In(text) {
				found = append(found, fmt.Sprintf("%s %s has %s", kind.Name, name, credential))
			}
			searched++
		}
	}
	return searched, found, nil
}

// readable is what people read of an object: nothing of a Secret but what Helm keeps.
func readable(kind string, item json.RawMessage) (text, name string, err error) {
	var object secret
	if err := json.Unmarshal(item, &object); kind == "Secret" && err != nil {
		return "", "", fmt.Errorf("reading a Secret: %w", err)
	}
	name = object.Metadata.Namespace + "/" + object.Metadata.Name
	switch {
	case kind != "Secret":
		return string(item), name, nil
	case object.Type != helmRecord:
		return "", name, nil
	}
	record, err := records.Unpack(object.Data["release"])
	if err != nil {
		return "", "", fmt.Errorf("reading the Secret %s: %w", name, err)
	}
	return string(record), name, nil
}
