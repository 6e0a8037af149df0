package config_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/config"
)

// The README's reference is written by hand, so this keeps it complete.
func TestTheReadmeNamesEveryKey(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	for _, key := range keys("", reflect.TypeFor[config.Config]()) {
		assert.True(t, strings.Contains(string(readme), "| `"+key), "README.md, Configuration: no row for %s", key)
	}
}

// keys lists the dotted keys of a settings type: those of a struct inside below its own, and a map's as one.
func keys(prefix string, of reflect.Type) []string {
	var list []string
	for field := range of.Fields() {
		key := field.Tag.Get("key")
		if key == "" || key == "-" {
			continue
		}
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			list = append(list, keys(prefix+key+".", inner)...)
			continue
		}
		list = append(list, prefix+key)
	}
	return list
}
