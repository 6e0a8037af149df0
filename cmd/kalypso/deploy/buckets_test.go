package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheConfigurationIsReadAsTheEngineHandsItOver(t *testing.T) {
	raw, secret, err := decoded(`{"kalypso:rootSecret": {"value": "hidden", "secret": true}, "kalypso:ordering": {"value": "waves", "secret": false},
		"kalypso:objectStore": {"value": "{\"standby\":true}", "objectValue": {"standby": true}, "secret": false}}`)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"kalypso:rootSecret": "hidden", "kalypso:ordering": "waves", "kalypso:objectStore": `{"standby":true}`}, raw)
	assert.Equal(t, []string{"kalypso:rootSecret"}, secret)
	_, _, err = decoded(`the secret is "hidden`)
	assert.EqualError(t, err, "reading the configuration of the stack: pulumi has not answered with JSON")
}
