package rootsecret

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARootSecretIsMadeOnceAndNeverAfterAFailure(t *testing.T) {
	for name, c := range map[string]struct {
		config  string
		failure error
		made    bool
		err     string
	}{
		"none yet":          {config: `{"kalypso:profile": {"value": "dev", "secret": false}}`, made: true},
		"no configuration":  {config: `{}`, made: true},
		"there is one":      {config: `{"kalypso:rootSecret": {"secret": true}}`},
		"a key server down": {failure: errors.New("KMS does not answer"), err: "looking for the root secret of stack prod: KMS does not answer"},
		"no JSON":           {config: "warning", err: "looking for the root secret of stack prod"},
	} {
		t.Run(name, func(t *testing.T) {
			var secret string
			made, err := Ensure(t.Context(), func(_ context.Context, in io.Reader, args ...string) (string, error) {
				if in == nil {
					return c.config, c.failure
				}
				assert.Equal(t, "config set --secret --stack prod kalypso:rootSecret", strings.Join(args, " "))
				text, err := io.ReadAll(in)
				require.NoError(t, err)
				secret = string(text)
				return "", nil
			}, "prod")
			assert.Equal(t, c.made, made)
			assert.Equal(t, c.made, len(secret) >= 32)
			if c.err == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, c.err)
			}
		})
	}
}
