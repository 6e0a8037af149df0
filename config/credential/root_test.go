package credential_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config/credential"
)

const rootText = "0123456789abcdef0123456789abcdef"

func newRoot(t *testing.T, text string) credential.Root {
	t.Helper()
	root, err := credential.NewRoot(text)
	require.NoError(t, err)
	return root
}

// The answers were computed by an independent HKDF in Python. Should one change, every installation's credentials do.
func TestKnownAnswers(t *testing.T) {
	root := newRoot(t, rootText)
	for _, c := range []struct {
		label                   string
		generation              int
		credential, fingerprint string
	}{
		{"minio/root", 1, "UEijdb6tvUtn7f8o8lphT94rts0RN49oD03V2Gbt", "316dd788"},
		{"minio/root", 2, "qNFQUFjaH1Q7KounW3DJiG7j2GElPOpK0n0TSMsz", "97610c0c"},
		{"mimir/s3", 1, "oUcC0vTntQuM2zHrgCI8jJrE4Vh4nTRLc67iFac6", "536209f6"},
	} {
		assert.Equal(t, c.credential, root.Derive(c.label, c.generation).Reveal(), "%s %d", c.label, c.generation)
		assert.Equal(t, c.fingerprint, root.Fingerprint(c.label, c.generation), "%s %d", c.label, c.generation)
	}
}

func TestNewRootIgnoresSurroundingWhiteSpace(t *testing.T) {
	assert.Equal(t, newRoot(t, rootText).Derive("a", 1), newRoot(t, "  "+rootText+"\n").Derive("a", 1))
}

func TestNewRootRefusesShortText(t *testing.T) {
	for _, c := range []struct{ text, found string }{
		{"", "is missing"},
		{" \n ", "is missing"},
		{"changeit", "has 8 characters"},
		{rootText[:31] + "\n", "has 31 characters"},
	} {
		_, err := credential.NewRoot(c.text)
		require.Error(t, err, "%q", c.text)
		assert.ErrorContains(t, err, c.found)
		assert.ErrorContains(t, err, `pulumi config set --secret kalypso:rootSecret "$(openssl rand -hex 32)"`)
		assert.ErrorContains(t, err, "make init")
		if strings.TrimSpace(c.text) != "" {
			assert.NotContains(t, err.Error(), c.text)
		}
	}
}

func TestEmptyRootDerivesNothing(t *testing.T) {
	var root credential.Root
	assert.True(t, root.Empty())
	assert.False(t, newRoot(t, rootText).Empty())
	assert.Panics(t, func() { root.Derive("a", 1) })
	assert.Panics(t, func() { root.Fingerprint("a", 1) })
}

// Labels, generations and roots all separate, also where one's end could be another's beginning.
func TestEveryPairHasItsOwnCredential(t *testing.T) {
	seen := map[string]string{}
	for _, text := range []string{rootText, strings.ToUpper(rootText)} {
		root := newRoot(t, text)
		for _, label := range []string{"a", "a/1", "1/a", "1", "", "a/11"} {
			for _, generation := range []int{1, 2, 11, 111} {
				pair := text + " " + label + " " + strconv.Itoa(generation)
				for _, value := range []string{root.Derive(label, generation).Reveal(), root.Fingerprint(label, generation)} {
					assert.Empty(t, seen[value], "%s equals that of %s", pair, seen[value])
					seen[value] = pair
				}
			}
		}
	}
}

func TestCredentialsAreLettersAndDigitsEvenlySpread(t *testing.T) {
	const pairs = 5000
	counts := map[rune]int{}
	root, form := newRoot(t, rootText), regexp.MustCompile(`^[A-Za-z0-9]{40}$`)
	for generation := range pairs {
		text := root.Derive("spread", generation).Reveal()
		require.Regexp(t, form, text)
		for _, letter := range text {
			counts[letter]++
		}
	}
	assert.Len(t, counts, 62)
	// Modulo bias would make eight letters a quarter likelier. 200,000 letters put the natural spread at under 2 %, so
	// 8 % is both far from chance (and the input is fixed: nothing here is random) and far from the bias.
	expected := float64(pairs*credential.Length) / 62
	for letter, count := range counts {
		assert.InEpsilon(t, expected, count, 0.08, "letter %c", letter)
	}
}

func TestFingerprintIsNoPartOfTheCredential(t *testing.T) {
	root, form := newRoot(t, rootText), regexp.MustCompile(`^[0-9a-f]{8}$`)
	for generation := range 100 {
		fingerprint := root.Fingerprint("label", generation)
		assert.Regexp(t, form, fingerprint)
		assert.NotContains(t, root.Derive("label", generation).Reveal(), fingerprint)
	}
}

// The digests were computed by an independent HKDF and HMAC in Python.
func TestFingerprintOfWhatWasMadeElsewhere(t *testing.T) {
	root, secret := newRoot(t, rootText), credential.NewSecret
	of := func(texts ...string) string {
		var secrets []credential.Secret
		for _, text := range texts {
			secrets = append(secrets, secret(text))
		}
		return root.FingerprintOf("s3/loki", secrets...)
	}
	assert.Equal(t, "5b6b8d35", of("access", "secret"))
	other := newRoot(t, strings.ToUpper(rootText)).FingerprintOf("s3/loki", secret("access"), secret("secret"))
	for name, changed := range map[string]string{
		"another access key": of("acces", "secret"), "another secret key": of("access", "secrets"), "swapped": of("secret", "access"),
		"a key's end in the other's beginning": of("accesss", "ecret"), "another root": other,
		"another label": root.FingerprintOf("s3/tempo", secret("access"), secret("secret")),
		"a derived one": root.Fingerprint("s3/loki", 1),
	} {
		assert.NotEqual(t, of("access", "secret"), changed, name)
	}
	assert.Panics(t, func() { credential.Root{}.FingerprintOf("a", secret("b")) })
}
