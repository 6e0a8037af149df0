package loki

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestVersionsThatWriteToS3(t *testing.T) {
	for version, want := range map[string]struct{ without, skipped bool }{
		"3.5.7":  {},
		"3.6.3":  {without: true},
		"3.6.10": {without: true},
		"3.6.11": {skipped: true},
		"3.6.15": {skipped: true},
		"3.6.16": {},
		"3.7.0":  {skipped: true},
		"3.7.6":  {skipped: true},
		"3.7.7":  {},
		"main":   {},
	} {
		assert.Equal(t, want.without, WithoutChecksum(version), "%s sends no checksum", version)
		assert.Equal(t, want.skipped, skipped(version), "%s is skipped", version)
	}
}
