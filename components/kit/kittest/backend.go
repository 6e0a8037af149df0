package kittest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kalypsoServing/kalypso/components/kit"
)

// Backend checks what must be true of the values of every component that keeps its data in a bucket.
func Backend(t *testing.T, values func(kit.Bucket) kit.Values) {
	t.Helper()
	for _, tls := range []bool{false, true} {
		t.Run(fmt.Sprintf("with TLS %t", tls), func(t *testing.T) {
			bucket := Bucket("the-bucket")
			bucket.TLS = tls
			merged := kit.Merge(values(bucket).Computed, values(bucket).Protected)
			stores, users := 0, 0
			walk(merged, func(level kit.Tree) {
				if insecure, found := level["insecure"]; found {
					stores++
					require.Equal(t, !tls, insecure)
					require.Equal(t, bucket.Endpoint, level["endpoint"])
					require.Equal(t, bucket.Region, level["region"])
				}
				if env, found := level["extraEnvFrom"]; found {
					users++
					require.Equal(t, kit.S3Env(), env)
					require.Equal(t, bucket.Annotations(), level["podAnnotations"], "a rotation must restart this pod")
				}
			})
			require.Equal(t, 1, stores, "places that say where the store is")
			require.Positive(t, users, "pods with credentials")

			text := fmt.Sprint(merged)
			require.Contains(t, text, bucket.Name)
			require.NotContains(t, text, AccessKey)
			require.NotContains(t, text, SecretKey)
		})
	}
}

func walk(level kit.Tree, visit func(kit.Tree)) {
	visit(level)
	for _, value := range level {
		if inner, ok := value.(kit.Tree); ok {
			walk(inner, visit)
		}
	}
}
