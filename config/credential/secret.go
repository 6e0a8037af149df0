package credential

import (
	"fmt"
	"io"
)

const redacted = "[secret]"

// Secret is a credential in the clear that does not show itself: every fmt verb, JSON, YAML and slog print
// "[secret]" in its place, also where it is a field of something that is printed. Reveal is the only way out, so a
// search for that one word finds every place where a credential leaves. The zero Secret is an empty credential.
type Secret struct {
	// A pointer, because fmt reads the unexported fields of other people's structs without asking their methods: it
	// prints an address then, never the text.
	clear *string
}

// NewSecret wraps a credential that came from outside, like the access key of an external S3.
func NewSecret(clear string) Secret { return Secret{clear: &clear} }

// Reveal returns the clear text. Hand it to a Kubernetes Secret, as a Pulumi secret, and to nothing else.
func (t Secret) Reveal() string {
	if t.clear == nil {
		return ""
	}
	return *t.clear
}

// Empty says whether there is no credential here.
func (t Secret) Empty() bool { return t.Reveal() == "" }

// Format implements fmt.Formatter: the redacted form for every verb and flag.
func (Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// String implements fmt.Stringer with the redacted form.
func (Secret) String() string { return redacted }

// GoString implements fmt.GoStringer with the redacted form.
func (Secret) GoString() string { return redacted }

// MarshalText implements encoding.TextMarshaler with the redacted form; JSON, YAML and slog all go through it.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
