package credential_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/kalypsoServing/kalypso/config/credential"
)

const clearText = "correct-horse-battery-staple-0123456789"

// holder has the shapes in which a credential is likely to be printed by accident.
type holder struct {
	Text   credential.Secret
	Root   credential.Root
	List   []credential.Secret
	Map    map[string]credential.Secret
	hidden credential.Secret // fmt does not ask the methods of unexported fields
	rooted credential.Root
}

func newHolder(t *testing.T) holder {
	t.Helper()
	text, root := credential.NewSecret(clearText), newRoot(t, clearText)
	return holder{
		Text: text, Root: root, List: []credential.Secret{text}, Map: map[string]credential.Secret{"k": text},
		hidden: text, rooted: root,
	}
}

func TestNothingPrintsACredential(t *testing.T) {
	h := newHolder(t)
	for _, subject := range []any{h, &h, h.Text, &h.Text, h.Root, &h.Root, h.List, h.Map, error(fmt.Errorf("of %v", h.Text))} {
		for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%q", "%x", "%d", "%10.3s"} {
			printed := fmt.Sprintf(verb, subject)
			assert.NotContains(t, printed, clearText[:8], "%s of %T", verb, subject)
			assert.NotContains(t, printed, fmt.Sprintf("%x", clearText[:8]), "%s of %T", verb, subject)
		}
	}
}

func TestPrintedFormIsPlain(t *testing.T) {
	h := newHolder(t)
	for _, printed := range []string{
		h.Text.String(), h.Text.GoString(), h.Root.String(), fmt.Sprint(h.Text), fmt.Sprintf("%s", h.Root), fmt.Sprintf("%#v", h.Text),
	} {
		assert.Equal(t, "[secret]", printed)
	}
}

func TestNothingEncodesACredential(t *testing.T) {
	h := newHolder(t)
	asJSON, err := json.Marshal(h)
	require.NoError(t, err)
	assert.JSONEq(t, `{"Text":"[secret]","Root":"[secret]","List":["[secret]"],"Map":{"k":"[secret]"}}`, string(asJSON))

	asYAML, err := yaml.Marshal(h)
	require.NoError(t, err)
	assert.Contains(t, string(asYAML), "[secret]")
	assert.NotContains(t, string(asYAML), clearText[:8])

	var buffer bytes.Buffer
	slog.New(slog.NewTextHandler(&buffer, nil)).Info("one", "text", h.Text, "holder", h)
	slog.New(slog.NewJSONHandler(&buffer, nil)).Info("two", "text", h.Text, "holder", h)
	assert.NotContains(t, buffer.String(), clearText[:8])
}

func TestRevealGivesTheClearText(t *testing.T) {
	assert.Equal(t, clearText, credential.NewSecret(clearText).Reveal())
	assert.False(t, credential.NewSecret(clearText).Empty())
	assert.Empty(t, credential.Secret{}.Reveal())
	assert.True(t, credential.Secret{}.Empty())
	assert.True(t, credential.NewSecret("").Empty())
}
