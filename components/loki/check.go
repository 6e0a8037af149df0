package loki

import (
	"fmt"

	"github.com/kalypsoServing/kalypso/components/kit"
	"github.com/kalypsoServing/kalypso/config/strict"
)

// Check returns what is wrong with the user's values, each problem below key: another mode, whose pods would have no
// credentials, and a version that cannot write to the store.
func Check(key string, values map[string]any) []error {
	var problems []error
	if mode := kit.Lookup(values, "deploymentMode"); mode != nil && mode != singleBinary {
		problems = append(problems, fmt.Errorf("%s: found %v, want %s: the program gives only that mode's pods their "+
			"credentials for the bucket, those of others would start without any", strict.Under(key, "deploymentMode"), mode, singleBinary))
	}
	problems = append(problems, checkStores(key, values)...)
	if tag, ok := kit.Lookup(values, "loki", "image", "tag").(string); ok && skipped(tag) {
		problems = append(problems, fmt.Errorf("%s: found %s, a release whose writes to S3 fail: take 3.6.16 or later of 3.6, "+
			"or 3.7.7 or later", strict.Under(key, "loki.image.tag"), tag))
	}
	return problems
}

// checkStores refuses periods of the schema whose chunks would not be in the bucket: on a pod's own disk they go with it.
func checkStores(key string, values map[string]any) []error {
	var problems []error
	periods, _ := kit.Lookup(values, "loki", "schemaConfig", "configs").([]any)
	for i, one := range periods {
		period, _ := one.(map[string]any)
		if store := period["object_store"]; store != nil && store != "s3" && store != "aws" { // two names of the same
			problems = append(problems, fmt.Errorf("%s: found %v, want s3: the program gives Loki a bucket and its credentials, and no other store: "+
				"write s3, or remove schemaConfig", strict.Under(key, fmt.Sprintf("loki.schemaConfig.configs[%d].object_store", i)), store))
		}
	}
	return problems
}
