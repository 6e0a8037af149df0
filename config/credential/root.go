// Package credential derives every credential of the platform from one root secret, and keeps them from being printed.
//
// A derived credential depends on three things only: the root secret, a label ("minio/root", "mimir/s3") and a
// generation. So a preview needs no extra provider, a lost state rotates nothing, and raising one generation rotates
// one credential. Changing the derivation here rotates every credential of every installation: the known answers in
// the tests guard it.
package credential

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

const (
	// MinimumRootLength is the least number of characters in a root secret; `openssl rand -hex 32` gives 64.
	MinimumRootLength = 32
	// Length is the number of characters in a derived credential: 238 bits, under MinIO's limit of 40 for a secret key.
	Length = 40
	// nameLength is the number of derived characters in a user's name.
	nameLength = 16
	// SetRootCommand is the remedy for a missing or unusable root secret.
	SetRootCommand = `pulumi config set --secret kalypso:rootSecret "$(openssl rand -hex 32)"`
)

// alphabet has no punctuation: configuration files of the backends expand credentials textually, before YAML parsing.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// Root is the root secret. It is opaque: what leaves is derived from it. The zero Root is not usable.
type Root struct{ secret Secret }

// NewRoot accepts the text of the root secret, without surrounding white space (a file's last newline must not rotate
// every credential). The error says how to make one, and never repeats the text.
func NewRoot(text string) (Root, error) {
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n < MinimumRootLength {
		found := "is missing"
		if n > 0 {
			found = fmt.Sprintf("has %d characters", n)
		}
		return Root{}, fmt.Errorf("the root secret %s; it needs at least %d characters: set it once with `%s`, or run `make init`",
			found, MinimumRootLength, SetRootCommand)
	}
	return Root{secret: NewSecret(text)}, nil
}

// Derive returns the credential for label at generation: 40 letters and digits.
func (r Root) Derive(label string, generation int) Secret {
	return NewSecret(r.letters("credential", label, generation, Length))
}

// Name returns the name of a user whose credential label is at generation: a word, "-" and 16 letters and digits, which are 95 bits. It
// tells nothing of the credential and changes with it, and nobody can guess it.
func (r Root) Name(word, label string, generation int) Secret {
	return NewSecret(word + "-" + r.letters("name", label, generation, nameLength))
}

// letters are letters and digits, each as likely as the others.
func (r Root) letters(purpose, label string, generation, length int) string {
	// 256 - 256%62: a byte from here on would make the first letters of the alphabet likelier, so it is passed over.
	const limit = 256 - 256%len(alphabet)
	// One byte in 32 is passed over; of 256 at least 40 remain in all but 1 of 10^270 cases.
	text := make([]byte, 0, length)
	for _, b := range r.expand(purpose, label, generation, 256) {
		if int(b) < limit && len(text) < length {
			text = append(text, alphabet[int(b)%len(alphabet)])
		}
	}
	return string(text)
}

// Fingerprint returns 8 hexadecimal digits that change when the credential for label does. They come from a derivation
// of their own, so they tell nothing about the credential and may be published, for example as a pod annotation.
func (r Root) Fingerprint(label string, generation int) string {
	return hex.EncodeToString(r.expand("fingerprint", label, generation, 4))
}

// FingerprintOf returns 8 hexadecimal digits that change when one of these does, for what was made elsewhere, like the keys of an
// external S3. They are an HMAC-SHA256 under a key that is derived for this label and nothing else: a guess of what they stand for
// cannot be tried without the root secret, so they may be published, too.
func (r Root) FingerprintOf(label string, secrets ...Secret) string {
	digest := hmac.New(sha256.New, r.expand("fingerprint of", label, 1, sha256.Size))
	for _, secret := range secrets {
		fmt.Fprintf(digest, "%d:%s", len(secret.Reveal()), secret.Reveal()) // with its length: no end is another's beginning
	}
	return hex.EncodeToString(digest.Sum(nil)[:4])
}

// Empty says whether this is the zero Root, from which nothing can be derived.
func (r Root) Empty() bool { return r.secret.Empty() }

// expand is HKDF-SHA256 without salt. The generation stands before the label, so that no label can imitate another pair.
func (r Root) expand(purpose, label string, generation, length int) []byte {
	if r.Empty() {
		panic("credential: derivation from an empty root secret; make it with NewRoot")
	}
	info := fmt.Sprintf("kalypso/%s/v1/%d/%s", purpose, generation, label)
	key, err := hkdf.Key(sha256.New, []byte(r.secret.Reveal()), nil, info, length)
	if err != nil {
		panic(fmt.Sprintf("credential: deriving %s %s: %v", purpose, label, err)) // only for lengths over 8160 bytes
	}
	return key
}

// Format implements fmt.Formatter: the redacted form for every verb and flag.
func (r Root) Format(state fmt.State, verb rune) { r.secret.Format(state, verb) }

// String implements fmt.Stringer with the redacted form.
func (Root) String() string { return redacted }

// MarshalText implements encoding.TextMarshaler with the redacted form.
func (Root) MarshalText() ([]byte, error) { return []byte(redacted), nil }
